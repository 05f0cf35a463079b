import {
  decodeBase64,
  decodeBase64Url,
  decodeBase64UrlUntil,
  encodeBase64,
  encodeBase64Url,
} from "../../../../sdk/encoding/base64";
import { decodeText, encodeText } from "../../../../sdk/encoding/text";
import { areEqual, fromHex } from "../bytes";
import { Random } from "../random";

// RFC 4648 §10.
const PLAIN: string[] = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
const CODED: string[] = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];

function isRefused(text: string): bool {
  return decodeBase64(encodeText(text)) === null;
}

function isUrlRefused(text: string): bool {
  return decodeBase64Url(encodeText(text)) === null;
}

describe("base64", () => {
  it("has the vectors of RFC 4648", () => {
    for (let i = 0; i < PLAIN.length; i++) {
      expect(encodeBase64(encodeText(PLAIN[i]))).toBe(CODED[i]);
      expect(decodeText(decodeBase64(encodeText(CODED[i]))!)).toBe(PLAIN[i]);
    }
  });

  it("has its own last two characters", () => {
    expect(encodeBase64(fromHex("fbefbeffffff"))).toBe("++++////");
    expect(decodeBase64(encodeText("++++////"))!).toStrictEqual(fromHex("fbefbeffffff"));
    expect(isRefused("----")).toBe(true);
    expect(isRefused("____")).toBe(true);
  });

  it("refuses missing, misplaced and excess padding", () => {
    const cases = [
      "Zg",
      "Zg=",
      "Zm8",
      "Zg===",
      "=",
      "==",
      "===",
      "====",
      "A===",
      "Zm9v====",
      "Zg==Zg==",
      "Z=g=",
      "=Zg=",
    ];
    for (let i = 0; i < cases.length; i++) expect(isRefused(cases[i])).toBe(true, cases[i]);
  });

  it("refuses trailing bits that are not zero", () => {
    expect(isRefused("Zh==")).toBe(true);
    expect(isRefused("Zm9=")).toBe(true);
  });

  it("refuses white space and every other character outside the alphabet", () => {
    const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (let byte = 0; byte < 256; byte++) {
      const text = encodeText("AAAAAAAA");
      text[2] = <u8>byte;
      expect(decodeBase64(text) !== null).toBe(allowed.includes(String.fromCharCode(byte)), byte.toString());
    }
  });
});

describe("base64url", () => {
  it("has the vectors of RFC 4648 without padding", () => {
    for (let i = 0; i < PLAIN.length; i++) {
      const text = CODED[i].replaceAll("=", "");
      expect(encodeBase64Url(encodeText(PLAIN[i]))).toBe(text);
      expect(decodeText(decodeBase64Url(encodeText(text))!)).toBe(PLAIN[i]);
    }
  });

  it("has the example of RFC 7515 appendix C", () => {
    expect(encodeBase64Url(fromHex("03ecffe0c1"))).toBe("A-z_4ME");
    expect(decodeBase64Url(encodeText("A-z_4ME"))!).toStrictEqual(fromHex("03ecffe0c1"));
  });

  it("refuses padding, the other alphabet, white space, a lone character and trailing bits", () => {
    const cases = ["Zg==", "Zm8=", "A+z/4ME", "Zm9v\n", " Zm9v", "Zm9vY", "A", "Zh", "Zm9"];
    for (let i = 0; i < cases.length; i++) expect(isUrlRefused(cases[i])).toBe(true, cases[i]);
  });
});

describe("base64url with something behind it", () => {
  it("ends at the first character that is none", () => {
    const target = new Uint8Array(12);
    const texts: string[] = [
      ".",
      "A.",
      "AA.",
      "AAA.",
      "AAAA.",
      "AAAAA.",
      "AAAAAA.",
      "AAAA",
      "AAB.",
      "AAAAAAB.",
      "=",
      "",
    ];
    const ends: i32[] = [0, -1, 2, 3, 4, -1, 6, 4, -1, -1, 0, 0];
    for (let i = 0; i < texts.length; i++) {
      const text = encodeText(texts[i]);
      const start = text.dataStart;
      const end = decodeBase64UrlUntil(start, start + <usize>text.length, target.dataStart);
      expect(end).toBe(ends[i] < 0 ? 0 : start + <usize>ends[i], texts[i]);
    }
  });
});

describe("any bytes", () => {
  it("round-trip in both alphabets", () => {
    const random = new Random(3);
    let failures = 0;
    for (let round = 0; round < 1000; round++) {
      const bytes = random.bytes(random.below(40));
      if (!areEqual(decodeBase64(encodeText(encodeBase64(bytes)))!, bytes)) failures++;
      if (!areEqual(decodeBase64Url(encodeText(encodeBase64Url(bytes)))!, bytes)) failures++;
    }
    expect(failures).toBe(0);
  });

  it("have one spelling: what decodes encodes to the same text", () => {
    const random = new Random(4);
    const alphabet = "Aa0z9/+-_=Qgw";
    let failures = 0;
    let accepted = 0;
    for (let round = 0; round < 5000; round++) {
      let text = "";
      for (let left = random.below(9); left > 0; left--) text += alphabet.charAt(random.below(alphabet.length));
      const plain = decodeBase64(encodeText(text));
      if (plain !== null && encodeBase64(plain) != text) failures++;
      const url = decodeBase64Url(encodeText(text));
      if (url !== null && encodeBase64Url(url) != text) failures++;
      if (plain !== null || url !== null) accepted++;
    }
    expect(failures).toBe(0);
    expect(accepted).toBeGreaterThan(100);
  });
});
