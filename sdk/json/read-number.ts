import { isTooLarge } from "./decimal";
import { JsonFault } from "./fault";
import { pushText } from "./nodes";
import { JsonKind } from "./value";

/** Without an exponent, no number of fewer characters is beyond the doubles. */
const SAFE_LENGTH: usize = 300;

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
  if (!isSafe && isTooLarge(start, at - start)) return JsonFault.set("number out of range", start);
  pushText(JsonKind.Number, start, at - start);
  return at;
}

// @ts-ignore: decorator
@inline
function skipDigits(start: usize): usize {
  let at = start;
  while (<u32>load<u8>(at) - 0x30 < 10) at++;
  return at;
}
