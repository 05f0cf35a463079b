import { CharacterSet, RANGES_MAX } from "./character-set";
import { NO_CODE_POINT } from "./code-point";

const ASCII: usize = 128;

/** The most intervals that the ranges cut the code points into. */
const INTERVALS_MAX: usize = 2 * <usize>RANGES_MAX + 2;

/** What `buildAlphabet` needs of the caller for the time of the call. */
export const ALPHABET_WORKSPACE: usize = INTERVALS_MAX * 4 * 4;

/**
 * The symbols of a program: characters that no set tells apart are one symbol, numbered from 0. So a table over symbols is small
 * where one over a million code points could not be.
 */
export class Alphabet {
  constructor(
    /** How many symbols there are; the number itself stands for the end of the text. */
    readonly count: u32,
    /** Symbols of ASCII's characters, in 16 bits each. */
    private readonly ascii: ArrayBuffer,
    /** First code point of each interval of one symbol, in 32 bits. */
    private readonly firsts: ArrayBuffer,
    /** Symbol of each interval, in 16 bits. */
    private readonly symbols: ArrayBuffer,
  ) {}

  /** Bytes of a row of bits, one for each symbol and one for the end of the text. */
  get rowSize(): u32 {
    return (this.count >> 3) + 1;
  }

  /** Sets the bits of the symbols that are in a set of the pattern. */
  markMembers(set: u32, row: usize): void {
    const firsts = changetype<usize>(this.firsts);
    const count = (<u32>this.firsts.byteLength) >> 2;
    const end = CharacterSet.rangesOf(set + 1);
    for (let range = CharacterSet.rangesOf(set); range < end; range += 8) {
      let interval = findInterval(firsts, count, load<u32>(range));
      for (; interval < count && load<u32>(firsts + (interval << 2)) <= load<u32>(range, 4); interval++) {
        const symbol = <u32>load<u16>(changetype<usize>(this.symbols) + (interval << 1));
        const bits = row + (symbol >> 3);
        store<u8>(bits, (<u32>load<u8>(bits)) | (1 << (symbol & 7)));
      }
    }
  }

  // @ts-ignore: decorator
  @inline
  symbolOf(codePoint: u32): u32 {
    return codePoint < 128 ? <u32>load<u16>(changetype<usize>(this.ascii) + (codePoint << 1)) : this.find(codePoint);
  }

  private find(codePoint: u32): u32 {
    const firsts = changetype<usize>(this.firsts);
    const interval = findInterval(firsts, this.firsts.byteLength >> 2, codePoint);
    return load<u16>(changetype<usize>(this.symbols) + (interval << 1));
  }
}

/** Makes the alphabet of the pattern's sets: the coarsest partition of the code points of which each set is a union. */
export function buildAlphabet(workspace: usize): Alphabet {
  const firsts = workspace;
  const symbolOf = firsts + INTERVALS_MAX * 4;
  const intervalCount = cutIntervals(firsts);
  const count = partition(firsts, intervalCount, symbolOf);

  const starts = new ArrayBuffer(intervalCount << 2);
  memory.copy(changetype<usize>(starts), firsts, intervalCount << 2);
  const symbols = new ArrayBuffer(intervalCount << 1);
  for (let i: u32 = 0; i < intervalCount; i++) {
    store<u16>(changetype<usize>(symbols) + (i << 1), load<u16>(symbolOf + (i << 2)));
  }
  const ascii = new ArrayBuffer((<i32>ASCII) << 1);
  for (let i: u32 = 0; i < <u32>ASCII; i++) {
    const symbol = load<u16>(symbolOf + (findInterval(firsts, intervalCount, i) << 2));
    store<u16>(changetype<usize>(ascii) + (i << 1), symbol);
  }
  return new Alphabet(count, ascii, starts, symbols);
}

/** Writes the sorted code points at which an interval starts, and returns how many there are. */
function cutIntervals(firsts: usize): u32 {
  store<u32>(firsts, 0);
  let count: u32 = 1;
  const end = CharacterSet.rangesOf(CharacterSet.count);
  for (let at = CharacterSet.ranges; at < end; at += 4) {
    // An interval starts with a range, and with what follows its last code point.
    const first = load<u32>(at) + (((<u32>(at - CharacterSet.ranges)) >> 2) & 1);
    const index = findInterval(firsts, count, first);
    const place = firsts + (index << 2);
    if (load<u32>(place) == first || first == NO_CODE_POINT) continue;
    memory.copy(place + 8, place + 4, (count - index - 1) << 2);
    store<u32>(place, first, 4);
    count++;
  }
  return count;
}

/** Splits the one symbol of all into symbols that lie wholly inside or outside of each set; returns their number. */
function partition(firsts: usize, intervalCount: u32, symbolOf: usize): u32 {
  const renumbered = symbolOf + INTERVALS_MAX * 4;
  memory.fill(symbolOf, 0, (<usize>intervalCount) << 2);
  let count: u32 = 1;
  for (let set: u32 = 0; set < CharacterSet.count; set++) {
    memory.fill(renumbered, 0, (<usize>count) << 3);
    count = 0;
    let range = CharacterSet.rangesOf(set);
    const end = CharacterSet.rangesOf(set + 1);
    for (let i: u32 = 0; i < intervalCount; i++) {
      const first = load<u32>(firsts + (i << 2));
      while (range < end && load<u32>(range, 4) < first) range += 8;
      const isInside = range < end && load<u32>(range) <= first;
      const symbol = symbolOf + (i << 2);
      const number = renumbered + (load<u32>(symbol) << 3) + ((<usize>isInside) << 2);
      if (load<u32>(number) == 0) store<u32>(number, ++count);
      store<u32>(symbol, load<u32>(number) - 1);
    }
  }
  return count;
}

/** The index of the last of `count` sorted code points that is not above `codePoint`; the first is 0. */
function findInterval(firsts: usize, count: u32, codePoint: u32): u32 {
  let low: u32 = 0;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (load<u32>(firsts + (middle << 2)) <= codePoint) low = middle;
    else high = middle;
  }
  return low;
}
