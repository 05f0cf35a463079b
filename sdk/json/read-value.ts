import { DEPTH_MAX, TOO_DEEP } from "./depth";
import { hasDuplicates } from "./duplicates";
import { JsonFault } from "./fault";
import { closeNodes, nextNode, pushNode, shownTextOf } from "./nodes";
import { readNumber } from "./read-number";
import { readString } from "./read-string";
import { skipSpace } from "./space";
import { JsonKind } from "./value";

/**
 * Reads the value that starts at `at`, inside of `depth` arrays and objects, pushes its node, and returns where the value ends; or 0,
 * with the fault set. Zeros follow the text, and are in no JSON. Recurses DEPTH_MAX times.
 */
export function readValue(at: usize, depth: i32): usize {
  switch (load<u8>(at)) {
    case 0x22:
      return readString(at);
    case 0x7b:
      return readObject(at, depth + 1);
    case 0x5b:
      return readArray(at, depth + 1);
    case 0x74:
      return readLiteral(at, "true", JsonKind.Boolean, 1);
    case 0x66:
      return readLiteral(at, "false", JsonKind.Boolean, 0);
    case 0x6e:
      return readLiteral(at, "null", JsonKind.Null, 0);
    default:
      return readNumber(at);
  }
}

function readArray(start: usize, depth: i32): usize {
  if (depth > DEPTH_MAX) return failTooDeep(start);
  const first = nextNode();
  let count = 0;
  let at = skipSpace(start + 1);
  while (load<u8>(at) != 0x5d || count > 0) {
    at = readValue(at, depth);
    if (at == 0) {
      JsonFault.insideItem(count);
      return 0;
    }
    count++;
    at = skipSpace(at);
    if (load<u8>(at) == 0x5d) break;
    if (load<u8>(at) != 0x2c) return JsonFault.setUnexpected(at);
    at = skipSpace(at + 1);
  }
  closeNodes(JsonKind.Array, first, count);
  return at + 1;
}

function readObject(start: usize, depth: i32): usize {
  if (depth > DEPTH_MAX) return failTooDeep(start);
  const first = nextNode();
  let count = 0;
  let at = skipSpace(start + 1);
  while (load<u8>(at) != 0x7d || count > 0) {
    const name = nextNode();
    at = readName(at);
    if (at == 0) return 0;
    at = readValue(at, depth);
    if (at == 0) {
      JsonFault.insideMember(shownTextOf(name));
      return 0;
    }
    count++;
    at = skipSpace(at);
    if (load<u8>(at) == 0x7d) break;
    if (load<u8>(at) != 0x2c) return JsonFault.setUnexpected(at);
    at = skipSpace(at + 1);
  }
  if (hasDuplicates(first, count)) return JsonFault.set("duplicate member name in the object ending", at);
  closeNodes(JsonKind.Object, first, count);
  return at + 1;
}

/** A member's name, and the colon and white space after it. */
function readName(start: usize): usize {
  if (load<u8>(start) != 0x22) return JsonFault.setUnexpected(start);
  const end = readString(start);
  if (end == 0) return 0;
  const at = skipSpace(end);
  return load<u8>(at) == 0x3a ? skipSpace(at + 1) : JsonFault.setUnexpected(at);
}

function readLiteral(start: usize, word: string, kind: JsonKind, length: usize): usize {
  const end = start + <usize>word.length;
  let character = changetype<usize>(word);
  for (let at = start; at < end; at++) {
    if (load<u8>(at) != load<u8>(character)) return JsonFault.setUnexpected(at);
    character += 2;
  }
  pushNode(kind, 0, length);
  return end;
}

function failTooDeep(at: usize): usize {
  return JsonFault.setWithoutPath(TOO_DEEP, at);
}
