import { decodeText, encodeText } from "../../../../sdk/encoding/text";
import { fromHex } from "../bytes";

describe("encodeText", () => {
  it("writes UTF-8", () => {
    expect(encodeText("")).toStrictEqual(new Uint8Array(0));
    expect(encodeText("aé€\u{1f600}\ud800")).toStrictEqual(fromHex("61c3a9e282acf09f9880efbfbd"));
  });
});

describe("decodeText", () => {
  it("reads UTF-8 and replaces what is malformed", () => {
    expect(decodeText(new Uint8Array(0))).toBe("");
    expect(decodeText(fromHex("61c3a9ff"))).toBe("aé\ufffd");
  });
});
