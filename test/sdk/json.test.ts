import { beforeAll, describe, expect, it } from "vitest";
import { randomSource, randomText, startProbe } from "./probe.js";
import type { Probe } from "./probe.js";

let probe: Probe;

beforeAll(async () => {
  probe = await startProbe();
});

describe("JsonWriter against JSON.stringify", () => {
  function expectSame(value: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    expect(probe.call("format-double", bytes)).toBe(JSON.stringify(value));
  }

  it("writes the doubles that are hard", () => {
    const values = [
      ...[
        0,
        -0,
        1,
        -1,
        0.1,
        0.2,
        0.1 + 0.2,
        1 / 3,
        100,
        1e20,
        1e21,
        1e22,
        1e-6,
        1e-7,
        1.5e-7,
        123456789.125,
        0.000001234,
      ],
      ...[Number.MAX_VALUE, Number.MIN_VALUE, 2 * Number.MIN_VALUE, 2.225073858507201e-308, 2.2250738585072014e-308],
      ...[2 ** 53, 2 ** 53 + 2, 2 ** 53 - 1, 9007199254740993, 2 ** 63, 2 ** 64, 1.8446744073709552e19, 4.35, 5e-324],
      ...[1e23, 9.5e-1, 299792458, 6.02214076e23, 8.41e21, 2.0e-3, 123456789012345680000, 999999999999999900000],
      ...[Infinity, -Infinity, NaN],
    ];
    for (const value of values) expectSame(value);
  });

  it("writes 20,000 random doubles digit by digit alike", () => {
    const random = randomSource(1);
    const view = new DataView(new ArrayBuffer(8));
    for (let round = 0; round < 20_000; round++) {
      view.setUint32(0, random(2 ** 32));
      view.setUint32(4, random(2 ** 32));
      const bits = view.getFloat64(0);
      const kinds = [
        bits,
        random(1e9) / 1e3,
        random(2 ** 32) * random(2 ** 32),
        1 / (1 + random(1e6)),
        -random(1e6) / 7,
      ];
      expectSame(kinds[round % kinds.length] ?? bits);
    }
  });
});

describe("parseJson against JSON.parse", () => {
  /** What the probe says of a text, and what Node does. */
  function compare(text: string): boolean {
    const answer = probe.json("parse-json", text) as [unknown] | { error: string };
    let expected: unknown;
    try {
      expected = JSON.parse(text);
    } catch {
      expect(answer, text).toHaveProperty("error");
      return false;
    }
    if (Array.isArray(answer)) {
      expect(answer[0], text).toEqual(expected);
      return true;
    }
    // Where it says more than JSON.parse, it is for one of the reasons that are documented.
    expect(answer.error, text).toMatch(/duplicate member name|lone surrogate|number out of range|nesting deeper/);
    return false;
  }

  it("reads an API's document, compact and indented", () => {
    const document = {
      data: [
        { id: 336926330, name: "Zoé 😀", price: 409.71, tags: ["a", "b"], dimensions: { width: 12.7, depth: null } },
      ],
      'a "quoted"\n name': { "": [true, false, [], {}, -1e-7] },
    };
    expect(compare(JSON.stringify(document))).toBe(true);
    expect(compare(JSON.stringify(document, null, 2))).toBe(true);
  });

  it("reads or refuses 20,000 random texts alike", () => {
    const random = randomSource(2);
    const pieces = [
      ...["{", "}", "[", "]", ",", ":", '"', '"a"', '"b":', "\\", "\\u00e9", "\\ud83d\\ude00", "\\ud800", "é", "😀"],
      ...[
        "0",
        "1",
        "-",
        "1.5",
        "e5",
        "E-3",
        "9e999",
        "true",
        "false",
        "null",
        " ",
        "\n",
        "\t",
        "\u0001",
        "[]",
        "{}",
        '"":0',
      ],
    ];
    let read = 0;
    for (let round = 0; round < 20_000; round++) {
      const inner = randomText(random, pieces, 6);
      const [open, close] =
        [
          ["", ""],
          ["[", "]"],
          ["{", "}"],
          ['"', '"'],
          ['{"x":', "}"],
          ["[0,", "]"],
        ][random(6)] ?? [];
      if (compare(`${open ?? ""}${inner}${close ?? ""}`)) read++;
    }
    expect(read).toBeGreaterThan(1_000);
  });

  it("reads or refuses 20,000 changed documents alike", () => {
    const random = randomSource(3);
    const document =
      '{"a":[1,-2.5e3,"x\\u0041é\\n",{"b":null,"c":[true,false,[[]],{}]}],"d":"\\ud83d\\ude00","e":12345678901234567890}';
    const alphabet = '{}[]",:\\ue0159.-+Etrfalsn /\né';
    let read = 0;
    for (let round = 0; round < 20_000; round++) {
      const characters = [...document];
      for (let changes = random(3); changes >= 0; changes--) {
        const at = random(characters.length);
        const put = alphabet[random(alphabet.length)] ?? "";
        characters.splice(at, random(3) === 0 ? 0 : 1, random(4) === 0 ? "" : put);
      }
      if (compare(characters.join(""))) read++;
    }
    expect(read).toBeGreaterThan(500);
  });
});

describe("parseJson of what memory can't hold", () => {
  it.each([1, 6, 20])("answers with an error or a value at %i MiB, and goes on", (mebibytes) => {
    for (const piece of ["0,", '"":0,', "[],", '"aaaaaaaaaaaaaaaaaaaaaaaaaaaa",', "\\u0001", " "]) {
      const count = Math.floor((mebibytes * 1024 * 1024) / piece.length);
      for (const [open, close] of [
        ["[", "0]"],
        ['{"', '"}'],
        ["[", ""],
      ] as const) {
        probe.call("parse-json", `${open}${piece.repeat(count)}${close}`);
        expect(probe.call("parse-json", "[1]")).toBe("[[1]]");
      }
    }
  });
});
