import { ToolError } from "./error.js";

/** How many arrays and objects may lie in each other. */
export const DEPTH_MAX = 200;

/**
 * Parses JSON; a fault is told by its place, never by the text around it, which may be a secret. What nests deeper than
 * `DEPTH_MAX` is one: nothing that a plugin reads does, and the proxies' own parsers give up before.
 *
 * @param name what the text is to its reader: its file, or the flag that holds it
 * @throws ToolError `ERR_JSON_SYNTAX`
 * @example
 * parseJson('{"a": x}', "--config"); // --config: no JSON at line 1, column 7
 */
export function parseJson(text: string, name: string): unknown {
  const json = text.replace(/^\ufeff/, "");
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    const before = json.slice(0, faultOffset(json)).split("\n");
    const place = `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
    throw new ToolError("ERR_JSON_SYNTAX", `${name}: no JSON at ${place}`, {
      hint: /\.ya?ml$/i.test(name) ? "JSON is what is read: write the YAML as JSON" : "mend the JSON there",
    });
  }
  if (!isDeeper(value, DEPTH_MAX)) return value;
  throw new ToolError("ERR_JSON_SYNTAX", `${name}: nests deeper than ${DEPTH_MAX} levels`, { hint: "make it flatter" });
}

/** Whether arrays and objects lie in each other more than so many times. */
export function isDeeper(value: unknown, levels: number): boolean {
  let layer: readonly unknown[] = [value];
  for (let depth = 0; depth <= levels; depth++) {
    layer = layer.flatMap((each): unknown[] => (typeof each === "object" && each !== null ? Object.values(each) : []));
    if (layer.length === 0) return false;
  }
  return true;
}

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

type Expected = "value" | "valueOrEnd" | "name" | "nameOrEnd" | "colon" | "commaOrEnd" | "nothing";

/** Offset of the first token that cannot stand where it stands. V8 does not always say it: not before Node 22. */
function faultOffset(text: string): number {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let offset = 0;

  function skip(pattern: RegExp): boolean {
    pattern.lastIndex = offset;
    const isFound = pattern.test(text);
    if (isFound) offset = pattern.lastIndex;
    return isFound;
  }
  function step(): Expected | null {
    const char = text[offset];
    const container = open.at(-1);
    const afterValue = open.length === 0 ? "nothing" : "commaOrEnd";
    const isEnd = container !== undefined && char === (container === "{" ? "}" : "]");
    if (isEnd && expected.endsWith("OrEnd")) {
      offset += 1;
      open.pop();
      return open.length === 0 ? "nothing" : "commaOrEnd";
    }
    switch (expected) {
      case "value":
      case "valueOrEnd":
        if (char !== "{" && char !== "[") return skip(SCALAR) || skip(STRING) ? afterValue : null;
        offset += 1;
        open.push(char);
        return char === "{" ? "nameOrEnd" : "valueOrEnd";
      case "name":
      case "nameOrEnd":
        return skip(STRING) ? "colon" : null;
      case "colon":
        if (char !== ":") return null;
        offset += 1;
        return "value";
      case "commaOrEnd":
        if (char !== ",") return null;
        offset += 1;
        return container === "{" ? "name" : "value";
      case "nothing":
        return null;
    }
  }

  for (;;) {
    skip(SPACE);
    const next = step();
    if (next === null) return offset;
    expected = next;
  }
}
