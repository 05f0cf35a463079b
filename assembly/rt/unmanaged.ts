/** Memory that is freed by hand, as `heap.alloc` gives it: no collection frees it, or looks into it. */
import { KEPT } from "./collect";
import { blockSize, HEADER, release } from "./heap";

// @ts-ignore: decorator
@global
@unsafe
export function __alloc(size: usize): usize {
  const start = __new(size, 0);
  store<usize>(start - HEADER, KEPT);
  return start;
}

// @ts-ignore: decorator
@global
@unsafe
export function __realloc(start: usize, size: usize): usize {
  const moved = __renew(start, size);
  store<usize>(moved - HEADER, KEPT);
  return moved;
}

// @ts-ignore: decorator
@global
@unsafe
export function __free(start: usize): void {
  const at = start - HEADER;
  if (load<usize>(at) == KEPT) release(at, blockSize(load<usize>(at, 8)));
}
