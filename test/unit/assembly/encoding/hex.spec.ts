import { encodeHex } from "../../../../sdk/encoding/hex";
import { fromHex } from "../bytes";
import { Random } from "../random";

describe("encodeHex", () => {
  it("writes two lowercase characters a byte", () => {
    expect(encodeHex(new Uint8Array(0))).toBe("");
    expect(encodeHex(fromHex("00"))).toBe("00");
    expect(encodeHex(fromHex("0123456789abcdefff"))).toBe("0123456789abcdefff");
  });

  it("round-trips any bytes", () => {
    const bytes = new Random(2).bytes(300);
    expect(fromHex(encodeHex(bytes))).toStrictEqual(bytes);
  });
});
