import {
  bitLength,
  divide,
  hasRemainder,
  multiplyAdd,
  multiplyByPowerOf5,
  setNatural,
  shiftLeft,
} from "../../../../sdk/json/natural";
import { Random } from "../random";

const A = memory.data(512);
const B = memory.data(512);

const EDGES: u32[] = [0, 1, 2, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff];

function wordOf(random: Random): u32 {
  return random.below(3) ? EDGES[random.below(EDGES.length)] : random.next();
}

function wordsOf(natural: usize): u32[] {
  const words: u32[] = [];
  for (let i: u32 = 1; i <= load<u32>(natural); i++) words.push(load<u32>(natural + (i << 2)));
  return words;
}

/** Makes A the number `B * quotient + (isShort ? B - 1 : 0)`, by long multiplication. */
function setProduct(quotient: u64, isShort: bool): void {
  const divisor = wordsOf(B);
  const product = new StaticArray<u32>(divisor.length + 2);
  for (let half = 0; half < 2; half++) {
    const factor = (quotient >> (32 * half)) & 0xffffffff;
    let carry: u64 = 0;
    for (let i = 0; i < divisor.length; i++) {
      carry += factor * divisor[i] + product[i + half];
      product[i + half] = <u32>carry;
      carry >>= 32;
    }
    product[divisor.length + half] = <u32>carry;
  }
  let carry: i64 = isShort ? -1 : 0;
  for (let i = 0; i < product.length; i++) {
    carry += <i64>product[i] + (isShort && i < divisor.length ? <i64>divisor[i] : 0);
    product[i] = <u32>carry;
    carry >>= 32;
  }
  let count = product.length;
  while (count > 0 && product[count - 1] == 0) count--;
  store<u32>(A, count);
  for (let i = 0; i < count; i++) store<u32>(A + 4 + (i << 2), product[i]);
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
    setNatural(A, 1);
    multiplyByPowerOf5(A, 27);
    expect(wordsOf(A)).toStrictEqual(<u32[]>[0xfa10079d, 0x6765c793]);
    expect(bitLength(A)).toBe(63);
  });

  it("shift by words and bits", () => {
    for (let bits = 0; bits < 100; bits++) {
      setNatural(A, 5);
      shiftLeft(A, bits);
      expect(bitLength(A)).toBe(3 + bits);
    }
    setNatural(A, 0x80000001);
    shiftLeft(A, 33);
    expect(wordsOf(A)).toStrictEqual(<u32[]>[0, 2, 1]);
  });

  it("divide with any words, those included that make the first guess at a digit wrong", () => {
    const random = new Random(14);
    let failures = 0;
    for (let round = 0; round < 20000; round++) {
      const count = 1 + random.below(4);
      store<u32>(B, count);
      for (let i = 1; i <= count; i++) store<u32>(B + (i << 2), wordOf(random));
      store<u32>(B + (count << 2), load<u32>(B + (count << 2)) | 0x80000000);
      const quotient = ((<u64>wordOf(random)) << 32) | wordOf(random);
      const isShort = <bool>random.below(2);
      setProduct(quotient, isShort);
      if (divide(A, B) != quotient) failures++;
      if (hasRemainder(A, B) != isShort) failures++;
    }
    expect(failures).toBe(0);
  });
});
