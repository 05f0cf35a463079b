import { JsonFault } from "./fault";
import { pushText } from "./nodes";
import { JsonKind } from "./value";

/** Without an exponent, no number of fewer characters is beyond the doubles. */
const SAFE_LENGTH: usize = 300;
/** The decimal exponent of the largest doubles, and where what they round to infinity begins: 2^1024 - 2^970, its first 40 digits. */
const EXPONENT_MAX: i32 = 308;
const EXPONENT_CLAMP: i32 = 100000000;
// @ts-ignore: decorator
@lazy
const BEYOND: string = "1797693134862315807937289714053034150799";

/** Reads the number at `start` (RFC 8259 §6): pushes its node and returns where it ends, or 0 with the fault set. */
export function readNumber(start: usize): usize {
  let at = start + usize(load<u8>(start) == 0x2d);
  const digits = at;
  at = skipDigits(at);
  if (at == digits) return JsonFault.setUnexpected(at);
  if (load<u8>(digits) == 0x30) at = digits + 1;
  if (load<u8>(at) == 0x2e) {
    const fraction = at + 1;
    at = skipDigits(fraction);
    if (at == fraction) return JsonFault.setUnexpected(at);
  }
  let isSafe = at - start < SAFE_LENGTH;
  if ((load<u8>(at) | 0x20) == 0x65) {
    const sign = load<u8>(at, 1);
    const exponent = at + 1 + usize(sign == 0x2b || sign == 0x2d);
    at = skipDigits(exponent);
    if (at == exponent) return JsonFault.setUnexpected(at);
    isSafe = false;
  }
  if (!isSafe && isBeyond(digits, at)) return JsonFault.set("number out of range", start);
  pushText(JsonKind.Number, start, at - start);
  return at;
}

/** Whether the number without sign from `start` to `end` is beyond the doubles; one that agrees with the least such in 40 digits counts. */
function isBeyond(start: usize, end: usize): bool {
  /** Of its first digit that is not 0. */
  let exponent: i32 = 0;
  let digits: i32 = 0;
  let order: i32 = 0;
  let isFraction = false;
  let at = start;
  for (; at < end && (load<u8>(at) | 0x20) != 0x65; ++at) {
    const digit = <i32>load<u8>(at);
    if (digit == 0x2e) {
      isFraction = true;
    } else if (digits > 0 || digit != 0x30) {
      if (digits == 0) exponent -= i32(isFraction);
      else exponent += i32(!isFraction);
      if (order == 0 && digits < BEYOND.length) order = digit - BEYOND.charCodeAt(digits);
      ++digits;
    } else exponent -= i32(isFraction);
  }
  if (digits == 0) return false;
  exponent += readExponent(at, end);
  return (
    exponent > EXPONENT_MAX || (exponent == EXPONENT_MAX && (order > 0 || (order == 0 && digits >= BEYOND.length)))
  );
}

/** The exponent from its `e` on, if there is one; far more than a text could outweigh by its digits is as much as that. */
function readExponent(start: usize, end: usize): i32 {
  let exponent: i32 = 0;
  for (let at = start + 1; at < end; ++at) {
    const digit = <i32>load<u8>(at) - 0x30;
    if (digit >= 0) exponent = min(exponent * 10 + digit, EXPONENT_CLAMP);
  }
  return start < end && load<u8>(start, 1) == 0x2d ? -exponent : exponent;
}

// @ts-ignore: decorator
@inline
function skipDigits(start: usize): usize {
  let at = start;
  while (<u32>load<u8>(at) - 0x30 < 10) at++;
  return at;
}
