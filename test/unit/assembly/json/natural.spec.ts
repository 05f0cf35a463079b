import {
  bitLength,
  bitsAt,
  fractionBits,
  hasBitsBelow,
  multiplyAdd,
  scaleByPowerOf5,
  setNatural,
} from "../../../../sdk/json/natural";
import { Random } from "../random";

const A = memory.data(704);

function wordsOf(natural: usize): u32[] {
  const words: u32[] = [];
  for (let i: u32 = 1; i <= load<u32>(natural); i++) words.push(load<u32>(natural + (i << 2)));
  return words;
}

describe("naturals", () => {
  it("grow by multiplication and addition", () => {
    setNatural(A, 0);
    expect(bitLength(A)).toBe(0);
    multiplyAdd(A, 10, 0);
    expect(bitLength(A)).toBe(0);
    multiplyAdd(A, 10, 7);
    multiplyAdd(A, 0xffffffff, 0xffffffff);
    expect(wordsOf(A)).toStrictEqual(<u32[]>[0xfffffff8, 7]);
  });

  it("grow by powers of five, before a fraction", () => {
    setNatural(A, 1);
    expect(fractionBits(27)).toBe(128);
    expect(scaleByPowerOf5(A, 27)).toBe(false);
    expect(wordsOf(A)).toStrictEqual(<u32[]>[0, 0, 0, 0, 0xfa10079d, 0x6765c793]);
    expect(bitLength(A)).toBe(128 + 63);
  });

  it("shrink by powers of five to more than 96 bits, and tell of a rest", () => {
    const random = new Random(14);
    let failures = 0;
    for (let round = 0; round < 2000; round++) {
      const power = random.below(400);
      const value = random.next() | 1;
      setNatural(A, value);
      for (let i = 0; i < power; i++) multiplyAdd(A, 5, 0);
      const addend = random.below(2);
      multiplyAdd(A, 1, addend);
      const isExact = power == 0 || addend == 0;
      const offset = fractionBits(-power);
      if (scaleByPowerOf5(A, -power) == isExact) failures++;
      if (hasBitsBelow(A, offset) == isExact) failures++;
      if (bitLength(A) <= 96) failures++;
      if (bitsAt(A, offset) != <u64>value + (power == 0 ? addend : 0)) failures++;
    }
    expect(failures).toBe(0);
  });

  it("show 64 bits from any on, zeros beyond their end, and whether one is below", () => {
    memory.fill(A, 0xff, 64);
    store<u32>(A, 3);
    store<u64>(A, 0x9999999988888888, 4);
    store<u32>(A, 0xaaaaaaaa, 12);
    expect(bitsAt(A, 0)).toBe(0x9999999988888888);
    expect(bitsAt(A, 32)).toBe(0xaaaaaaaa99999999);
    expect(bitsAt(A, 4)).toBe(0xa999999998888888);
    expect(bitsAt(A, 63)).toBe(0x155555555);
    expect(bitsAt(A, 95)).toBe(1);
    expect(hasBitsBelow(A, 3)).toBe(false);
    expect(hasBitsBelow(A, 4)).toBe(true);
  });
});
