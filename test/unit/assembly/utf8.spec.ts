import { decodeUtf8, decodeUtf8To, encodeUtf8, isUtf8, utf8Length } from "../../../assembly/utf8";
import { fromHex } from "./bytes";
import { Random } from "./random";

function decode(hex: string): string {
  const bytes = fromHex(hex);
  return decodeUtf8(bytes.dataStart, bytes.length);
}

function isWellFormed(hex: string): bool {
  const bytes = fromHex(hex);
  return isUtf8(bytes.dataStart, bytes.length);
}

function encode(text: string): Uint8Array {
  const bytes = new Uint8Array(<i32>utf8Length(text));
  expect(<i32>encodeUtf8(text, bytes.dataStart)).toBe(bytes.length);
  return bytes;
}

describe("decodeUtf8", () => {
  it("reads nothing from nothing", () => {
    expect(decodeUtf8(0, 0)).toBe("");
  });

  it("reads ASCII of every length around the word size", () => {
    for (let length = 0; length <= 20; length++) {
      const text = "abcdefghijklmnopqrst".substr(0, length);
      const bytes = encode(text);
      expect(decodeUtf8(bytes.dataStart, bytes.length)).toBe(text);
    }
  });

  it("reads sequences of two, three and four bytes", () => {
    expect(decode("c3a9")).toBe("é");
    expect(decode("e282ac")).toBe("€");
    expect(decode("f09f9880")).toBe("\u{1f600}");
    expect(decode("c280dfbfe0a080ed9fbfee8080efbfbf")).toBe("\u0080\u07ff\u0800\ud7ff\ue000\uffff");
    expect(decode("f0908080f48fbfbf")).toBe("\u{10000}\u{10ffff}");
  });

  it("keeps a byte order mark and NUL", () => {
    expect(decode("efbbbf0061")).toBe("\ufeff\0a");
  });

  it("replaces the maximal subparts of Unicode's table 3-8", () => {
    expect(decode("61f1808061e180c262806380bf64")).toBe("a\ufffda\ufffd\ufffdb\ufffdc\ufffd\ufffdd");
  });

  it("replaces each byte of overlong forms, surrogates and what lies beyond U+10FFFF", () => {
    expect(decode("c0ae")).toBe("\ufffd\ufffd");
    expect(decode("e08080")).toBe("\ufffd\ufffd\ufffd");
    expect(decode("eda080")).toBe("\ufffd\ufffd\ufffd");
    expect(decode("f4908080")).toBe("\ufffd\ufffd\ufffd\ufffd");
    expect(decode("f5ff")).toBe("\ufffd\ufffd");
  });

  it("replaces a sequence cut at the end once and reads no byte past it", () => {
    const bytes = fromHex("61f09f9880");
    for (let length = 2; length < 5; length++) expect(decodeUtf8(bytes.dataStart, length)).toBe("a\ufffd");
  });
});

describe("decodeUtf8To", () => {
  it("writes what decodeUtf8 returns", () => {
    const bytes = fromHex("6162636465666768c3a9f09f9880ff");
    const room = new Uint8Array(2 * bytes.length);
    expect(<i32>decodeUtf8To(bytes.dataStart, bytes.length, room.dataStart)).toBe(24);
    expect(String.UTF16.decodeUnsafe(room.dataStart, 24)).toBe("abcdefghé\u{1f600}\ufffd");
  });
});

describe("encodeUtf8", () => {
  it("writes what decodeUtf8 reads", () => {
    const text = "plain ASCII, then é € \u{1f600} and ASCII again: 0123456789";
    const bytes = encode(text);
    expect(decodeUtf8(bytes.dataStart, bytes.length)).toBe(text);
  });

  it("writes a lone surrogate as U+FFFD", () => {
    const replacement = fromHex("efbfbd");
    expect(encode("\ud83d")).toStrictEqual(replacement);
    expect(encode("\ude00")).toStrictEqual(replacement);
    expect(encode("\ude00\ud83d")).toStrictEqual(fromHex("efbfbdefbfbd"));
    expect(encode("\ud83dx")).toStrictEqual(fromHex("efbfbd78"));
  });
});

describe("encodeUtf8 and utf8Length", () => {
  it("look at nothing past the end of the string", () => {
    const pair = String.fromCodePoint(0x1f600);
    const half = changetype<string>(__renew(changetype<usize>(pair), 2));
    expect(half.length).toBe(1);
    expect(encode(half)).toStrictEqual(fromHex("efbfbd"));
  });
});

describe("isUtf8", () => {
  it("accepts the edges of every range", () => {
    expect(isWellFormed("")).toBe(true);
    expect(isWellFormed("007fc280dfbfe0a080ed9fbfee8080efbfbff0908080f48fbfbf")).toBe(true);
  });

  it("refuses what lies just outside", () => {
    const cases = [
      "80",
      "c1bf",
      "e09fbf",
      "eda080",
      "edbfbf",
      "f08fbfbf",
      "f4908080",
      "f5808080",
      "ff",
      "c3",
      "e282",
      "f09f98",
    ];
    for (let i = 0; i < cases.length; i++) expect(isWellFormed("6162636465666768" + cases[i])).toBe(false, cases[i]);
  });
});

describe("any bytes", () => {
  it("decode to a string that encodes to well-formed UTF-8, and back to the same bytes where they were well formed", () => {
    const random = new Random(1);
    let failures = 0;
    for (let round = 0; round < 3000; round++) {
      const bytes = random.bytes(random.below(24));
      // ASCII in between makes well-formed input likely enough.
      for (let i = 0; i < bytes.length; i++) if (round & 1 && random.below(8)) bytes[i] &= 0x7f;
      const text = decodeUtf8(bytes.dataStart, bytes.length);
      const again = new Uint8Array(<i32>utf8Length(text));
      if (<i32>encodeUtf8(text, again.dataStart) != again.length) failures++;
      if (!isUtf8(again.dataStart, again.length)) failures++;
      if (decodeUtf8(again.dataStart, again.length) != text) failures++;
      const isSame =
        again.length == bytes.length && memory.compare(again.dataStart, bytes.dataStart, bytes.length) == 0;
      if (isUtf8(bytes.dataStart, bytes.length) != isSame) failures++;
    }
    expect(failures).toBe(0);
  });
});
