import { percentEncode, PercentEncodeSet } from "../../../../sdk/url/percent";

/** The printable ASCII characters that a set escapes. */
function escapedBy(set: PercentEncodeSet): string {
  let escaped = "";
  for (let unit = 0x20; unit < 0x7f; unit++) {
    const character = String.fromCharCode(unit);
    if (percentEncode(character, set) != character) escaped += character;
  }
  return escaped;
}

describe("percentEncode", () => {
  it("has the sets of the URL Standard §1.3", () => {
    expect(escapedBy(PercentEncodeSet.Fragment)).toBe(' "<>`');
    expect(escapedBy(PercentEncodeSet.Query)).toBe(' "#<>');
    expect(escapedBy(PercentEncodeSet.SpecialQuery)).toBe(" \"#'<>");
    expect(escapedBy(PercentEncodeSet.Path)).toBe(' "#<>?^`{}');
    expect(escapedBy(PercentEncodeSet.Component)).toBe(' "#$%&+,/:;<=>?@[\\]^`{|}');
    expect(escapedBy(PercentEncodeSet.Form)).toBe(" !\"#$%&'()+,/:;<=>?@[\\]^`{|}~");
  });

  it("writes a space as a plus in forms alone", () => {
    expect(percentEncode("a b", PercentEncodeSet.Form)).toBe("a+b");
    expect(percentEncode("a b", PercentEncodeSet.Query)).toBe("a%20b");
  });

  it("escapes controls and all beyond ASCII in each set", () => {
    for (let set = PercentEncodeSet.Fragment; set <= PercentEncodeSet.GrpcMessage; set++) {
      expect(percentEncode("\u0000\n\u001f\u007f\u00e9\u{1f600}", set)).toBe("%00%0A%1F%7F%C3%A9%F0%9F%98%80");
    }
  });

  it("writes a gRPC message as its protocol asks: all printable but the percent sign stays", () => {
    expect(escapedBy(PercentEncodeSet.GrpcMessage)).toBe("%");
    expect(percentEncode("no such user: \u00fc 100%\r\n", PercentEncodeSet.GrpcMessage)).toBe(
      "no such user: %C3%BC 100%25%0D%0A",
    );
  });

  it("takes a lone surrogate for U+FFFD", () => {
    expect(percentEncode(String.fromCharCode(0xd800))).toBe("%EF%BF%BD");
  });
});
