import { compareBytes } from "../../../sdk/compare-bytes";
import { Random } from "./random";

function compare(a: Uint8Array, b: Uint8Array): i32 {
  return compareBytes(a.dataStart, b.dataStart, a.length);
}

describe("compareBytes", () => {
  it("finds the one byte that differs, wherever it is, and tells the same of it from both sides", () => {
    const random = new Random(5);
    for (let size = 1; size < 40; size++) {
      const a = random.bytes(size);
      const b = a.slice(0);
      expect(compare(a, b)).toBe(0);
      for (let at = 0; at < size; at++) {
        b[at] ^= 0x80;
        const order = compare(a, b);
        expect(order).not.toBe(0);
        expect(order > 0).toBe(compare(b, a) < 0);
        b[at] ^= 0x80;
      }
    }
  });

  it("looks at no byte beyond", () => {
    const bytes: u8[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 8];
    expect(compareBytes(bytes.dataStart, bytes.dataStart + 9, 8)).toBe(0);
    expect(compareBytes(bytes.dataStart, bytes.dataStart + 9, 9)).not.toBe(0);
    expect(compareBytes(0, 0, 0)).toBe(0);
  });
});
