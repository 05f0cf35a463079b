/**
 * The heap: from the end of the arena to the end of memory, one block after the other, so that it can be walked.
 *
 *     block  ┌──────┬──────┬────────┬───────────┐    chunk  ┌──────────┬──────┬───────┐
 *            │ mark │ rtId │ rtSize │ object …  │           │ size | 1 │ next │  …    │
 *            └──────┴──────┴────────┴───────────┘           └──────────┴──────┴───────┘
 *             -12    -8     -4       0: eight-byte aligned    free: a multiple of 8 bytes
 *
 * Blocks are bumped off one chunk, from `cursor` to `end`. Where it has no room, the next is one of the bins, which hold the free
 * chunks by powers of two; a block gets the first of its bin, if that is large enough, or one of a larger bin. Last comes what lies
 * from `top` on, and there memory grows. Nothing is freed within a callback but what was reallocated: a collection makes the bins
 * anew, see `collect.ts`.
 */
import { TRACKS_CONTEXTS } from "../build";
import { ARENA_BYTES, MAXIMUM_MEMORY_PAGES } from "../shared/memory-limit";

const PAGE: usize = 65536;
/** What values must leave for objects, which nobody asks room for: without it, the next would be a trap. */
const OBJECT_PAGES: usize = 16;
/** How much small objects claim at once where the heap ends. */
const PIECE: usize = 4096;

/** Bytes from the start of a block to its object. */
export const HEADER: usize = 12;
/** By as much do blocks begin and end before an eighth byte, so that objects lie on one. */
const OFFSET: usize = 4;
/** Where the heap must end. */
export const MEMORY_END: usize = <usize>MAXIMUM_MEMORY_PAGES * PAGE - OFFSET;
/** Where values must end. */
export const VALUES_END: usize = MEMORY_END - OBJECT_PAGES * PAGE;
/** Where small values must end, which may have half of that: a name is better read than refused. */
export const SMALL_VALUES_END: usize = MEMORY_END - (OBJECT_PAGES / 2) * PAGE;

/** Where what is live makes memory scarce, and where it fills it: what begins, and then what goes on, has no room any more. */
const SCARCE: usize = (MEMORY_END >>> 2) * 3;
const FULL: usize = (MEMORY_END >>> 4) * 15;
/** A collection that frees less, made because something could not be had, was in vain. */
const WORTH_COLLECTING: usize = MEMORY_END >>> 6;

/** Heads of the bins by `clz` of a size, so that the larger come first; before them all, the chunks that lie above `VALUES_END`. */
const BINS: usize = memory.data(128);
const BIN_OF_OBJECTS: usize = BINS + (clz<usize>(MEMORY_END + OFFSET) << 2);

let cursor: usize = 0;
let end: usize = 0;
let top: usize = heapStart();
let used: usize = 0;
/** What the last collection left. */
let live: usize = 0;
/** What could not be had brings a collection about, unless the last ones were in vain: then only every second time, every fourth … */
let vain: i32 = 0;
let patience: i32 = 0;
let before: usize = 0;

/** Up to here, collecting costs more than it gives. */
const LEAST: usize = 32768;
let threshold: usize = LEAST;

/** Address of the first block. */
// @ts-ignore: decorator
@inline
export function heapStart(): usize {
  return ((__heap_base + ARENA_BYTES + 7 + OFFSET) & ~7) - OFFSET;
}

/** Address after the last block or chunk. */
// @ts-ignore: decorator
@inline
export function heapEnd(): usize {
  return top;
}

/** Whether the blocks take twice the room that was live after the last collection, or something could not be had. */
// @ts-ignore: decorator
@inline
export function isCollectionDue(): bool {
  return used - (end - cursor) > threshold;
}

/** Whether so much is live that nothing new should be begun. */
// @ts-ignore: decorator
@inline
export function isScarce(): bool {
  return live > SCARCE;
}

/** Whether so much is live that nothing should go on that can be ended. */
// @ts-ignore: decorator
@inline
export function isFull(): bool {
  return live > FULL;
}

/**
 * While memory is scarce, brings the next collection nearer: one of `count` equals has ended, or one more found no room. Nothing that is
 * taken would tell of it. A collection of a full heap must not come with each callback, so it is the 128th part of the way at most.
 */
export function hasten(count: u32): void {
  if (isScarce()) used += min(live / <usize>(count | 1), (MEMORY_END - live) >>> 8);
}

/** Size of a block for an object of `size` bytes. */
// @ts-ignore: decorator
@inline
export function blockSize(size: usize): usize {
  return (size + HEADER + 7) & ~7;
}

/** A block of `size` bytes that ends before `limit`, one of the three ends above; 0 when there is none. */
export function take(size: usize, limit: usize): usize {
  const at = cursor;
  if (size > end - at || at + size > limit) return takeElsewhere(size, limit);
  cursor = at + size;
  return at;
}

function takeElsewhere(size: usize, limit: usize): usize {
  const last = limit == MEMORY_END ? BIN_OF_OBJECTS : BIN_OF_OBJECTS + 4;
  for (let bin = BINS + (clz<usize>(size) << 2); bin >= last; bin -= 4) {
    let chunk: usize;
    while ((chunk = load<usize>(bin)) != 0) {
      // It can still serve something smaller, and any chunk of the next bin is large enough; where it would be lost, a collection that frees
      // little would soon be followed by another. The objects' own bin has chunks of all sizes.
      if (TRACKS_CONTEXTS && load<usize>(chunk) <= size && bin > BIN_OF_OBJECTS) break;
      store<usize>(bin, load<usize>(chunk, 4));
      const found = load<usize>(chunk) - 1;
      used += found;
      if (found >= size) return takeFrom(chunk, found, size);
    }
  }
  return takeAtTop(size, limit);
}

/**
 * Takes the first `size` bytes of a chunk of `found` bytes and returns their address; the larger of its rest and that of the current chunk is
 * the current one then.
 */
function takeFrom(chunk: usize, found: usize, size: usize): usize {
  let rest = chunk + size;
  let restSize = found - size;
  if (restSize > end - cursor) {
    const at = cursor;
    const left = end - at;
    cursor = rest;
    end = rest + restSize;
    rest = at;
    restSize = left;
  }
  release(rest, restSize);
  return chunk;
}

function takeAtTop(size: usize, limit: usize): usize {
  const isLast = end == top;
  const at = isLast ? cursor : top;
  const needed = at + size;
  if (needed > limit) {
    if (!TRACKS_CONTEXTS || --patience < 0) threshold = 0;
    return 0;
  }
  const pages = <i32>((needed + OFFSET + (PAGE - 1)) >>> 16) - memory.size();
  if (pages > 0) {
    const more = size > PIECE ? pages : max(pages, memory.size() >>> 1);
    if (memory.grow(more) < 0 && memory.grow(pages) < 0) return 0;
  }
  const next = min(max(needed, top + PIECE), ((<usize>memory.size()) << 16) - OFFSET);
  used += next - top;
  top = next;
  if (!isLast) return takeFrom(at, next - at, size);
  cursor = needed;
  end = next;
  return at;
}

/** Makes a chunk of the `size` bytes at `at`, a multiple of 8, and puts it in its bin. */
export function release(at: usize, size: usize): void {
  if (size == 0) return;
  if (at < VALUES_END && VALUES_END < at + size) {
    release(VALUES_END, at + size - VALUES_END);
    size = VALUES_END - at;
  }
  used -= size;
  const bin = at < VALUES_END ? BINS + (clz<usize>(size) << 2) : BIN_OF_OBJECTS;
  store<usize>(at, size | 1);
  store<usize>(at, load<usize>(bin), 4);
  store<usize>(bin, at);
}

/** Makes a block of one that was just taken, for an object of `size` bytes, and returns the object's address. */
// @ts-ignore: decorator
@inline
export function enclose(at: usize, size: usize, id: u32): usize {
  store<usize>(at, 0);
  store<u32>(at, id, 4);
  store<usize>(at, size, 8);
  return at + HEADER;
}

/** Gives a block of `size` bytes back that was just taken. */
export function giveBack(at: usize, size: usize): void {
  if (at + size == cursor) cursor = at;
  else release(at, size);
}

/** Moves the end of the block at `at`, if it was taken last and there is room where it lies. */
// @ts-ignore: decorator
@inline
export function resizeLast(at: usize, from: usize, to: usize): bool {
  if (at + from != cursor || to > end - at) return false;
  cursor = at + to;
  return true;
}

/** Empties all bins, so that what is not released from here on, up to `endCollection`, counts as used. */
export function beginCollection(): void {
  release(cursor, end - cursor);
  if (TRACKS_CONTEXTS) before = used;
  cursor = 0;
  end = 0;
  memory.fill(BINS, 0, 128);
  used = top - heapStart();
}

/** From `at` on nothing is used. */
export function endCollection(at: usize): void {
  used -= top - at;
  top = at;
  // Where nothing is kept from callback to callback, a collection has next to nothing to look through.
  if (TRACKS_CONTEXTS) {
    if (threshold == 0) vain = before - used > WORTH_COLLECTING ? 0 : min(vain + 1, 9);
    patience = (1 << vain) >>> 2;
    live = used;
  }
  threshold = min(max(LEAST, used << 1), (used + MEMORY_END) >>> 1);
}
