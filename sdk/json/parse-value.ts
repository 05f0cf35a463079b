import { Cursor } from "./cursor";
import { hasDuplicates } from "./duplicates";
import { readNumber } from "./read-number";
import { readString } from "./read-string";
import { JsonKind, JsonValue, JSON_FALSE, JSON_NULL, JSON_TRUE, newContainer, newScalar } from "./value";

const DEPTH_MAX = 64;

/** The value at the cursor, which lies inside `depth` containers; or null, with the error set. Recurses DEPTH_MAX times. */
export function parseValue(depth: i32): JsonValue | null {
  const character = Cursor.peekToken();
  if (character == 0x22) {
    const text = readString();
    return text === null ? null : newScalar(JsonKind.String, false, 0, text);
  }
  if (character == 0x7b || character == 0x5b) return parseContainer(depth + 1, character == 0x7b);
  if (character == 0x74) return parseLiteral("true", JSON_TRUE);
  if (character == 0x66) return parseLiteral("false", JSON_FALSE);
  if (character == 0x6e) return parseLiteral("null", JSON_NULL);
  const number = readNumber();
  return isNaN(number) ? null : newScalar(JsonKind.Number, false, number, "");
}

function parseContainer(depth: i32, isObject: bool): JsonValue | null {
  if (depth > DEPTH_MAX) {
    Cursor.fail("nesting deeper than 64");
    return null;
  }
  const items: JsonValue[] = [];
  const names: string[] | null = isObject ? [] : null;
  const close: u32 = isObject ? 0x7d : 0x5d;
  Cursor.at++;
  let character = Cursor.peekToken();
  while (character != close) {
    if (names !== null) {
      const name = parseName();
      if (name === null) return null;
      names.push(name);
    }
    const item = parseValue(depth);
    if (item === null) return null;
    items.push(item);
    character = Cursor.peekToken();
    if (character == close) break;
    if (!expect(0x2c)) return null;
  }
  if (names !== null && hasDuplicates(names)) {
    Cursor.fail("duplicate member name in the object ending");
    return null;
  }
  Cursor.at++;
  return newContainer(isObject ? JsonKind.Object : JsonKind.Array, items, names);
}

/** A member's name and the colon after it. */
function parseName(): string | null {
  if (Cursor.peekToken() != 0x22) {
    Cursor.failUnexpected();
    return null;
  }
  const name = readString();
  return name !== null && expect(0x3a) ? name : null;
}

function parseLiteral(word: string, value: JsonValue): JsonValue | null {
  for (let i = 0; i < word.length; i++) {
    if (Cursor.peek() != load<u16>(changetype<usize>(word) + (i << 1))) {
      Cursor.failUnexpected();
      return null;
    }
    Cursor.at++;
  }
  return value;
}

/** Steps over white space and `character`. */
function expect(character: u32): bool {
  if (Cursor.peekToken() != character) {
    Cursor.failUnexpected();
    return false;
  }
  Cursor.at++;
  return true;
}
