import { canHold } from "../../assembly/memory";
import { escapedLength, shortEscapeOf } from "./escape";

/**
 * `text` as a JSON string with its quotes (RFC 8259 §7): quote, backslash and control characters are escaped, and so is a lone
 * surrogate, which has no UTF-8. Empty when memory can't hold it.
 *
 * @example
 * const body = '{"error":' + quoteJson(reason) + "}";
 */
export function quoteJson(text: string): string {
  const start = changetype<usize>(text);
  const end = start + ((<usize>text.length) << 1);
  let units: usize = 2;
  for (let at = start; at < end; at += 2) units += quotedLength(at, start, end);
  if (!canHold(units << 1)) return "";
  const result = changetype<string>(__new(units << 1, idof<string>()));
  let target = changetype<usize>(result);
  store<u16>(target, 0x22);
  target += 2;
  for (let at = start; at < end; at += 2) {
    const unit = <u32>load<u16>(at);
    const length = quotedLength(at, start, end);
    if (length == 1) {
      store<u16>(target, <u16>unit);
    } else if (length == 2) {
      store<u16>(target, 0x5c);
      store<u16>(target, <u16>(unit < 0x20 ? shortEscapeOf(unit) : unit), 2);
    } else {
      store<u16>(target, 0x5c);
      store<u16>(target, 0x75, 2);
      for (let i: u32 = 0; i < 4; i++) {
        const digit = (unit >> (12 - 4 * i)) & 0xf;
        store<u16>(target + 4 + (i << 1), <u16>(digit + (digit < 10 ? 0x30 : 0x57)));
      }
    }
    target += length << 1;
  }
  store<u16>(target, 0x22);
  return result;
}

/** How many UTF-16 units the unit at `at` takes inside quotes. */
function quotedLength(at: usize, start: usize, end: usize): usize {
  const unit = <u32>load<u16>(at);
  if ((unit & 0xf800) != 0xd800) return escapedLength(unit);
  if (unit < 0xdc00) return at + 2 < end && (load<u16>(at, 2) & 0xfc00) == 0xdc00 ? 1 : 6;
  return at > start && (load<u16>(at - 2) & 0xfc00) == 0xd800 ? 1 : 6;
}
