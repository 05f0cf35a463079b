import { describe, expect, it } from "vitest";
import { parseJson } from "../../tooling/parse-json.js";

function messageOf(text: string): string {
  try {
    parseJson(text, "config.json");
  } catch (error) {
    return (error as Error).message;
  }
  return "it parsed";
}

describe("parseJson", () => {
  it("parses what JSON.parse parses, with or without a byte order mark", () => {
    expect(parseJson('\ufeff{"a": [1, -2.5e3, true, null, "\\u0041"]}', "x")).toEqual({
      a: [1, -2500, true, null, "A"],
    });
  });

  it.each([
    ["", "line 1, column 1"],
    ['{"a": x}', "line 1, column 7"],
    ['{"a": 1,}', "line 1, column 9"],
    ['{\n  "a": 01\n}', "line 2, column 8"],
    ['{"a": "b', "line 1, column 7"],
    ['{"a": "\n"}', "line 1, column 7"],
    ['{"a": "\\x"}', "line 1, column 7"],
    ['{"a" 1}', "line 1, column 6"],
    ["{'a': 1}", "line 1, column 2"],
    ["[1, 2", "line 1, column 6"],
    ["[1 2]", "line 1, column 4"],
    ["[1}", "line 1, column 3"],
    ["{}\n{}", "line 2, column 1"],
    ["nul", "line 1, column 1"],
    ["{,}", "line 1, column 2"],
    ["[],", "line 1, column 3"],
  ])("names the place of the fault in %j", (text, place) => {
    expect(messageOf(text)).toBe(`config.json: no JSON at ${place}`);
  });

  it("never repeats the text", () => {
    expect(messageOf('{"secret": "hunter2" "x"}')).not.toContain("hunter2");
  });

  it("says of YAML that JSON is what is read", () => {
    const yaml = (): unknown => parseJson("a: 1", "config.yaml");
    expect(yaml).toThrow(expect.objectContaining({ hint: expect.stringContaining("JSON is what is read") as string }));
  });

  it("does not overflow on deep nesting", () => {
    expect(messageOf("[".repeat(200_000))).toBe("config.json: no JSON at line 1, column 200001");
  });
});
