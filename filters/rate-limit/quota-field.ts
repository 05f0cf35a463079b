import { encodeText } from "sluice/sdk";

/** The most digits of a number of 64 bits. */
const DIGITS_MAX: i32 = 20;

const UNTIL: string = ";t=";

/** The value of `RateLimit` for one rule: `"clients";r=57;t=26`. All of it but two numbers is written once, and no text is made for a response. */
@final
export class QuotaField {
  private readonly bytes: Uint8Array;
  private readonly start: i32;

  /** @param name what the rule is called: ASCII without quotes */
  constructor(name: string) {
    const head = encodeText('"' + name + '";r=');
    const bytes = new Uint8Array(head.length + DIGITS_MAX + UNTIL.length + DIGITS_MAX);
    bytes.set(head);
    this.bytes = bytes;
    this.start = head.length;
  }

  /** The value with these numbers; void with the next one. */
  write(remaining: u64, seconds: u64): Uint8Array {
    const bytes = this.bytes;
    let at = writeDecimal(bytes.dataStart + <usize>this.start, remaining);
    for (let i = 0; i < UNTIL.length; ++i) store<u8>(at++, <u8>UNTIL.charCodeAt(i));
    at = writeDecimal(at, seconds);
    return bytes.subarray(0, <i32>(at - bytes.dataStart));
  }
}

/** Writes the digits of `value` at `at`, and returns the address after them. */
function writeDecimal(at: usize, value: u64): usize {
  let size = 1;
  for (let rest = value / 10; rest > 0; rest /= 10) ++size;
  const end = at + <usize>size;
  for (let to = end; to > at; value /= 10) store<u8>(--to, <u8>(0x30 + (value % 10)));
  return end;
}
