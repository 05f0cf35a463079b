import { formatUuid, isUuid, parseUuid, setUuidTime, stampUuid } from "../../../sdk/uuid";
import { fromHex } from "./bytes";

describe("stampUuid", () => {
  it("makes the version 4 of RFC 9562 appendix A.3 of its random bits", () => {
    const bytes = fromHex("919108f752d133205bacf847db4148a8");
    stampUuid(bytes.dataStart, 4);
    expect(formatUuid(bytes)).toBe("919108f7-52d1-4320-9bac-f847db4148a8");
  });

  it("makes the version 7 of RFC 9562 appendix A.6 of its time and random bits", () => {
    const bytes = fromHex("ffffffffffff0cc318c4dc0c0c07398f");
    setUuidTime(bytes.dataStart, 0x017f22e279b0);
    stampUuid(bytes.dataStart, 7);
    expect(formatUuid(bytes)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  });

  it("sets version and variant whatever was there, and nothing else", () => {
    const ones = fromHex("ffffffffffffffffffffffffffffffff");
    stampUuid(ones.dataStart, 7);
    expect(formatUuid(ones)).toBe("ffffffff-ffff-7fff-bfff-ffffffffffff");
    const zeros = fromHex("00000000000000000000000000000000");
    stampUuid(zeros.dataStart, 4);
    expect(formatUuid(zeros)).toBe("00000000-0000-4000-8000-000000000000");
  });
});

describe("parseUuid", () => {
  it("gives back the bytes", () => {
    const bytes = parseUuid("00112233-4455-6677-8899-AABBCCDDEEFF")!;
    expect(formatUuid(bytes)).toBe("00112233-4455-6677-8899-aabbccddeeff");
    expect(bytes).toStrictEqual(fromHex("00112233445566778899aabbccddeeff"));
  });

  it("has no answer to what is none", () => {
    expect(parseUuid("") === null).toBe(true);
    expect(isUuid("00112233-4455-6677-8899-aabbccddeefg")).toBe(false);
    expect(isUuid("00112233-4455-6677-8899aabbccddeeff-")).toBe(false);
    expect(isUuid("00112233-4455-6677-8899-aabbccddeeff")).toBe(true);
  });
});

describe("formatUuid", () => {
  it("is empty for another number of bytes", () => {
    expect(formatUuid(new Uint8Array(15))).toBe("");
    expect(formatUuid(new Uint8Array(17))).toBe("");
  });
});
