import { isUtf8 } from "../../assembly/utf8";
import { JsonFault } from "./fault";
import { pushText } from "./nodes";
import { JsonKind } from "./value";
import { unescape } from "./unescape";

const LOW_BITS: u64 = 0x0101010101010101;
const HIGH_BITS: u64 = 0x8080808080808080;
const QUOTES: u64 = 0x2222222222222222;
const BACKSLASHES: u64 = 0x5c5c5c5c5c5c5c5c;
const SPACES: u64 = 0x2020202020202020;

/**
 * Reads the string whose opening quote is at `quote` (RFC 8259 §7): decodes its escapes where they are, pushes its node and returns
 * where it ends, or 0 with the fault set. Eight bytes must follow the text, the first of them zero.
 */
export function readString(quote: usize): usize {
  const start = quote + 1;
  let at = start;
  let hasEscape = false;
  let bits: u32 = 0;
  while (true) {
    at += plainBytes(load<u64>(at));
    const byte = <u32>load<u8>(at);
    if (byte == 0x22) break;
    if (byte < 0x20) return JsonFault.setUnexpected(at);
    if (byte == 0x5c) {
      hasEscape = true;
      at++;
      // A control character that is escaped is one that can't be there; a zero may be the end.
      if (load<u8>(at) < 0x20) return JsonFault.setUnexpected(at);
      bits |= load<u8>(at);
      at++;
    } else if (byte > 0x7f) {
      bits |= byte;
      at++;
    }
  }
  if (bits > 0x7f && !isUtf8(start, at - start)) return JsonFault.set("invalid UTF-8 in the string", quote);
  const end = hasEscape ? unescape(start, at) : at;
  if (end == 0) return 0;
  pushText(JsonKind.String, start, end - start);
  return at + 1;
}

/** How many of eight bytes come before the first quote, backslash, control character or byte beyond ASCII. */
// @ts-ignore: decorator
@inline
function plainBytes(eight: u64): usize {
  // Subtracting carries only into bytes behind the first that is found.
  const quotes = (eight ^ QUOTES) - LOW_BITS;
  const backslashes = (eight ^ BACKSLASHES) - LOW_BITS;
  const found = (quotes | backslashes | (eight - SPACES) | eight) & HIGH_BITS;
  return <usize>(ctz(found) >> 3);
}
