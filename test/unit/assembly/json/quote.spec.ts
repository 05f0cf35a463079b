import { encodeText } from "../../../../sdk/encoding/text";
import { parseJson } from "../../../../sdk/json/parse";
import { quoteJson } from "../../../../sdk/json/quote";
import { Random } from "../random";

describe("quoteJson", () => {
  it("puts quotes around text that needs no escape", () => {
    expect(quoteJson("")).toBe('""');
    expect(quoteJson("plain é € \u{1f600} </script> \x7f /")).toBe('"plain é € \u{1f600} </script> \x7f /"');
  });

  it("escapes quotes, backslashes and control characters", () => {
    expect(quoteJson('"\\')).toBe('"\\"\\\\"');
    expect(quoteJson("\b\t\n\f\r")).toBe('"\\b\\t\\n\\f\\r"');
    expect(quoteJson("\0\x01\x0b\x1f")).toBe('"\\u0000\\u0001\\u000b\\u001f"');
  });

  it("escapes a lone surrogate and leaves a pair alone", () => {
    expect(quoteJson("\ud83d")).toBe('"\\ud83d"');
    expect(quoteJson("\ude00x")).toBe('"\\ude00x"');
    expect(quoteJson("\ud83d\ud83d\ude00\ude00")).toBe('"\\ud83d\ud83d\ude00\\ude00"');
  });

  it("writes what parseJson reads", () => {
    const random = new Random(11);
    let failures = 0;
    for (let round = 0; round < 1000; round++) {
      let text = "";
      for (let left = random.below(12); left > 0; left--) {
        text += String.fromCharCode(random.below(random.below(2) ? 0x60 : 0xd800));
      }
      const result = parseJson(encodeText(quoteJson(text)));
      if (result.value === null || result.value!.text != text) failures++;
    }
    expect(failures).toBe(0);
  });
});
