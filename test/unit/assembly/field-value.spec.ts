import { isFieldValue } from "../../../assembly/field-value";
import { repeated } from "./bytes";

function isValue(bytes: Uint8Array): bool {
  return isFieldValue(bytes.dataStart, bytes.length);
}

describe("isFieldValue", () => {
  it("refuses control characters but the tab at every place around the word size, and nothing else", () => {
    for (let length = 1; length <= 20; length++) {
      for (let place = 0; place < length; place++) {
        for (let octet = 0; octet < 256; octet++) {
          const bytes = repeated(0x61, length);
          bytes[place] = <u8>octet;
          const isRefused = (octet < 0x20 && octet != 0x09) || octet == 0x7f;
          if (isValue(bytes) == isRefused) expect(octet).toBe(-1, `byte ${octet} at ${place} of ${length}`);
        }
      }
    }
  });

  it("accepts bytes that are one more or less than what is refused, side by side", () => {
    const near: u8[] = [0x09, 0x20, 0x21, 0x7e, 0x80, 0x89, 0x9f, 0xfe, 0xff];
    for (let first = 0; first < near.length; first++) {
      const bytes = new Uint8Array(16);
      for (let i = 0; i < bytes.length; i++) bytes[i] = near[(first + i) % near.length];
      expect(isValue(bytes)).toBe(true);
    }
  });

  it("accepts nothing, and leaves to the host what lies out of memory", () => {
    expect(isFieldValue(0, 0)).toBe(true);
    expect(isFieldValue(usize.MAX_VALUE, 1)).toBe(true);
  });
});
