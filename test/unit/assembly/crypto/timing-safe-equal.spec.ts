import { timingSafeEqual } from "../../../../sdk/crypto/timing-safe-equal";
import { Random } from "../random";

describe("timingSafeEqual", () => {
  it("finds equal bytes equal", () => {
    expect(timingSafeEqual(new Uint8Array(0), new Uint8Array(0))).toBe(true);
    expect(timingSafeEqual(new Random(6).bytes(64), new Random(6).bytes(64))).toBe(true);
  });

  it("finds a difference in every bit of every byte", () => {
    const bytes = new Random(7).bytes(33);
    const other = new Random(7).bytes(33);
    let failures = 0;
    for (let bit = 0; bit < 33 * 8; bit++) {
      const flip = <u8>[1, 2, 4, 8, 16, 32, 64, 128][bit & 7];
      other[bit >> 3] ^= flip;
      if (timingSafeEqual(bytes, other)) failures++;
      other[bit >> 3] ^= flip;
    }
    expect(failures).toBe(0);
    expect(timingSafeEqual(bytes, other)).toBe(true);
  });

  it("finds a prefix different", () => {
    const bytes = new Random(8).bytes(32);
    expect(timingSafeEqual(bytes, bytes.subarray(0, 31))).toBe(false);
    expect(timingSafeEqual(bytes.subarray(0, 0), bytes)).toBe(false);
  });
});
