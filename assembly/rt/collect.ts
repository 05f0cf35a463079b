/**
 * The collector: marks what the globals lead to, then walks the heap and makes chunks of all that lies between. It runs when no object
 * is on the stack. A mark is a link of the list of objects yet to be looked into, so that no depth of objects needs more room.
 */
import { beginCollection, blockSize, endCollection, HEADER, heapEnd, heapStart, release } from "./heap";

/** Mark of the last object in the list. */
const LAST: usize = 2;
/** Mark of a block that no collection frees. */
export const KEPT: usize = 4;

let pending: usize = LAST;

// @ts-ignore: decorator
@global
@unsafe
export function __visit(object: usize, cookie: u32): void {
  if (object == 0 || load<usize>(object - HEADER) != 0) return;
  store<usize>(object - HEADER, pending);
  pending = object;
}

// @ts-ignore: decorator
@global
@unsafe
export function __collect(): void {
  __visit_globals(0);
  // Static objects lie in no heap that a sweep would go through: they are linked by another word of their larger header.
  let statics: usize = 0;
  while (pending != LAST) {
    const object = pending;
    pending = load<usize>(object - HEADER);
    if (object < __heap_base) {
      store<usize>(object - 16, statics);
      statics = object;
    }
    __visit_members(object, 0);
  }
  for (; statics != 0; statics = load<usize>(statics - 16)) store<usize>(statics - HEADER, 0);
  sweep();
}

function sweep(): void {
  beginCollection();
  const end = heapEnd();
  let free: usize = 0;
  let at = heapStart();
  while (at < end) {
    const mark = load<usize>(at);
    const isChunk = (mark & 1) != 0;
    if (mark == 0 || isChunk) {
      if (free == 0) free = at;
    } else {
      store<usize>(at, mark & KEPT);
      if (free != 0) release(free, at - free);
      free = 0;
    }
    at += isChunk ? mark - 1 : blockSize(load<usize>(at, 8));
  }
  endCollection(free != 0 ? free : end);
}
