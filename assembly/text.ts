import { narrowTexts } from "./build";
import { allocate, canHold, trim } from "./memory";
import { decodeUtf8, encodeUtf8 } from "./utf8";

/** An address that no host accepts: what can't be handed over is answered `InvalidMemoryAccess` by the host itself. */
export const NOWHERE: usize = usize.MAX_VALUE;

let size: usize = 0;

/** Size in bytes of the text that was written last by `writeText`. */
// @ts-ignore: decorator
@inline
export function textSize(): usize {
  return size;
}

/** Writes `text` as UTF-8 into the arena, unless it lies somewhere so, and returns its address; its size is `textSize()`. */
export function writeText(text: string): usize {
  if (narrowTexts != 0) {
    size = <usize>text.length;
    return narrowTexts + (changetype<usize>(text) >>> 1);
  }
  const at = allocate(<usize>text.length * 3);
  if (at == 0) {
    size = 1;
    return NOWHERE;
  }
  size = encodeUtf8(text, at);
  trim(at, size);
  return at;
}

/** The UTF-8 text at `start`; bytes that are no UTF-8 become U+FFFD. Empty when memory can't hold it. */
export function readText(start: usize, length: usize): string {
  return canHold(length << 1) ? decodeUtf8(start, length) : "";
}

/** The UTF-8 text at `start` up to the first NUL, or to the end of memory. */
export function readCString(start: usize): string {
  const end = (<usize>memory.size()) << 16;
  let at = start;
  while (at < end && load<u8>(at) != 0) ++at;
  return start < end ? readText(start, at - start) : "";
}
