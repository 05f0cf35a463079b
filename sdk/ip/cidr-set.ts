import { IpAddress, mask } from "./address";

/** Prefixes of IPv4 count from here. */
const IPV4_START: i32 = 96;

/** A set of addresses, or the reason why there is none. */
@final
export class CidrSetResult {
  /** @internal */
  constructor(
    /** Null exactly when `error` is not empty. */
    readonly set: CidrSet | null,
    /** Where and why a text is no CIDR block, such as `[2]: is no CIDR block`; never the text itself. */
    readonly error: string,
  ) {}
}

/**
 * Addresses given as CIDR blocks (RFC 4632), of IPv4 and IPv6 alike. Blocks are sorted and merged once, so that a look-up among ten
 * thousand takes fourteen comparisons. `::/0` is every address, IPv4 too; `0.0.0.0/0` is all of IPv4.
 *
 * @example
 * const offices = CidrSet.parse(["192.0.2.0/24", "2001:db8::/32", "198.51.100.7"]);
 * if (offices.set === null) return new Refusal("$.offices" + offices.error);
 */
@final
export class CidrSet {
  /** First and last address of each range, as four numbers; ranges do not touch and go up. */
  private constructor(private readonly ranges: StaticArray<u64>) {}

  /**
   * Reads blocks: an address, `/` and how many bits count. An address alone is itself. Refused are a prefix that is longer than the
   * address, and bits set behind the prefix: `10.1.0.0/8` may mean `10.0.0.0/8` or `10.1.0.0/16`.
   */
  static parse(blocks: Array<string>): CidrSetResult {
    const ranges = new Array<Range>();
    for (let i = 0; i < blocks.length; ++i) {
      const range = Range.parse(blocks[i]);
      if (range === null) return new CidrSetResult(null, "[" + i.toString() + "]: " + MALFORMED);
      if (!range.isAligned) return new CidrSetResult(null, "[" + i.toString() + "]: " + UNALIGNED);
      ranges.push(range);
    }
    ranges.sort((a, b) => compare(a.startHigh, a.startLow, b.startHigh, b.startLow));
    return new CidrSetResult(new CidrSet(merge(ranges)), "");
  }

  /** Whether there is no address in it. */
  get isEmpty(): bool {
    return this.ranges.length == 0;
  }

  /** Whether the address lies in one of the blocks. */
  has(address: IpAddress): bool {
    const ranges = this.ranges;
    let from = 0;
    let to = ranges.length >> 2;
    while (from < to) {
      const middle = (from + to) >> 1;
      const at = middle << 2;
      if (compare(address.high, address.low, unchecked(ranges[at]), unchecked(ranges[at + 1])) < 0) to = middle;
      else if (compare(address.high, address.low, unchecked(ranges[at + 2]), unchecked(ranges[at + 3])) > 0) {
        from = middle + 1;
      } else return true;
    }
    return false;
  }
}


@final
class Range {
  isAligned: bool = true;

  constructor(
    readonly startHigh: u64,
    readonly startLow: u64,
    public endHigh: u64,
    public endLow: u64,
  ) {}

  static parse(block: string): Range | null {
    const slash = block.indexOf("/");
    const address = IpAddress.parse(slash < 0 ? block : block.substring(0, slash));
    if (address === null) return null;
    // `::ffff:192.0.2.0/120` counts as IPv6 has it, `192.0.2.0/24` as IPv4 has it.
    const isIpv4 = !block.includes(":");
    const least = isIpv4 ? IPV4_START : 0;
    const length = slash < 0 ? 128 : least + readLength(block, slash + 1);
    if (length < least || length > 128) return null;
    const start = address.prefix(length);
    const range = new Range(start.high, start.low, start.high | ~mask(length), start.low | ~mask(length - 64));
    range.isAligned = start.equals(address);
    return range;
  }
}

/** The decimal number from `start` on, without leading zeros; so low that no sum is a length for what is none. */
function readLength(text: string, start: i32): i32 {
  const count = text.length - start;
  if (count < 1 || count > 3 || (count > 1 && text.charCodeAt(start) == 0x30)) return i32.MIN_VALUE;
  let length = 0;
  for (let i = start; i < text.length; ++i) {
    const digit = text.charCodeAt(i) - 0x30;
    if (<u32>digit > 9) return i32.MIN_VALUE;
    length = length * 10 + digit;
  }
  return length;
}

/** Sorted ranges, of which those that overlap or touch have become one. */
function merge(ranges: Array<Range>): StaticArray<u64> {
  let count = 0;
  for (let i = 0; i < ranges.length; ++i) {
    const range = ranges[i];
    const last = count > 0 ? ranges[count - 1] : range;
    if (count > 0 && !isBehind(range, last)) {
      if (compare(range.endHigh, range.endLow, last.endHigh, last.endLow) <= 0) continue;
      last.endHigh = range.endHigh;
      last.endLow = range.endLow;
    } else {
      ranges[count++] = range;
    }
  }
  const merged = new StaticArray<u64>(count << 2);
  for (let i = 0; i < count; ++i) {
    merged[i << 2] = ranges[i].startHigh;
    merged[(i << 2) + 1] = ranges[i].startLow;
    merged[(i << 2) + 2] = ranges[i].endHigh;
    merged[(i << 2) + 3] = ranges[i].endLow;
  }
  return merged;
}

/** Whether an address lies between the end of `last` and the start of `range`. */
function isBehind(range: Range, last: Range): bool {
  const low = last.endLow + 1;
  const high = last.endHigh + u64(low == 0);
  const isLastOfAll = low == 0 && high == 0;
  return !isLastOfAll && compare(range.startHigh, range.startLow, high, low) > 0;
}

function compare(high: u64, low: u64, otherHigh: u64, otherLow: u64): i32 {
  if (high != otherHigh) return high < otherHigh ? -1 : 1;
  return i32(low > otherLow) - i32(low < otherLow);
}

const MALFORMED: string = "is no CIDR block, such as 192.0.2.0/24 or 2001:db8::/32";

const UNALIGNED: string = "has bits set behind its prefix";
