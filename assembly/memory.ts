/**
 * The arena: where everything lives that crosses the boundary during one callback.
 *
 *     block                 region                       region
 *     ┌─────────────────┐   ┌──────┬─────┬───────────┐   ┌──────┬─────┬──────
 *     │ values, texts … │   │ next │ end │ values …  │   │ next │ end │ …
 *     └─────────────────┘   └──────┴─────┴───────────┘   └──────┴─────┴──────
 *     static, 8 KiB          memory.grow, whole pages; kept, used again by every later callback
 *
 * The host's `malloc` and our own outgoing texts are bumped off the arena; nothing is ever freed one by one. When a callback
 * returns, `reset` takes the arena back to the start of the block: one large request leaves its regions behind for the next
 * large one and grows the VM no further. Addresses handed out die with the callback; `epoch` tells a view that it has outlived them.
 */
import { MAXIMUM_MEMORY_PAGES } from "./shared/memory-limit";

const BLOCK_SIZE: usize = 8192;
const BLOCK: usize = memory.data(8192, 16);
const REGION_HEADER: usize = 16;
const PAGE: usize = 65536;
/** What large values must leave for objects: without room for a small one, the next object would be a trap. */
const HEAP_PAGES: i32 = 16;
/** Below this size an object is made without asking whether memory can hold it. */
const SMALL: usize = 16384;

let top: usize = BLOCK;
let end: usize = BLOCK + BLOCK_SIZE;
let region: usize = 0;
let firstRegion: usize = 0;
let lastRegion: usize = 0;
let regionPages: usize = 0;

/** Counts the resets; a view made in another epoch points at nothing any more. */
export let epoch: u32 = 0;

/** Static words that host functions write their results to: out of the arena's and the collector's way. */
const RESULT: usize = memory.data(24, 8);
export const RESULT_START: usize = RESULT;
export const RESULT_SIZE: usize = RESULT + 4;
export const RESULT_NUMBER: usize = RESULT + 8;

/** Address of the bytes of the last host call that returned bytes. */
// @ts-ignore: decorator
@inline
export function resultStart(): usize {
  return load<u32>(RESULT_START);
}

/** Size of the bytes of the last host call that returned bytes. */
// @ts-ignore: decorator
@inline
export function resultSize(): usize {
  return load<u32>(RESULT_SIZE);
}

/** Forgets the last result, so that a host call that fails leaves an empty one. */
// @ts-ignore: decorator
@inline
export function clearResult(): void {
  store<u64>(RESULT, 0);
}

/** `size` bytes of the arena, eight-byte aligned; 0 when the module's memory can't hold them. */
export function allocate(size: usize): usize {
  const rounded = (size + 7) & ~7;
  if (rounded < size) return 0;
  const at = top;
  if (rounded > end - at) return allocateInRegion(rounded);
  top = at + rounded;
  return at;
}

/** Gives back the unused tail of the allocation that was made last. */
// @ts-ignore: decorator
@inline
export function trim(at: usize, used: usize): void {
  top = at + ((used + 7) & ~7);
}

/** Ends the callback: everything that was allocated is void. */
// @ts-ignore: decorator
@inline
export function reset(): void {
  top = BLOCK;
  end = BLOCK + BLOCK_SIZE;
  region = 0;
  ++epoch;
}

/**
 * Whether an object of `size` bytes can be made without running out of memory, which would be a trap: there are pages left to grow
 * by, or the heap has twice the room free, as far as its objects tell; it may lie in pieces.
 */
export function canHold(size: usize): bool {
  if (size <= SMALL) return true;
  const growable = <u64>(MAXIMUM_MEMORY_PAGES - memory.size()) * PAGE;
  if (<u64>size + (size >> 2) + PAGE <= growable) return true;
  // @ts-ignore: the build makes it a name for the runtime's own count
  if (!isDefined(managedSize)) return false;
  // @ts-ignore: see above
  const used = __heap_base + regionPages * PAGE + managedSize;
  const capacity = <usize>memory.size() * PAGE;
  return used < capacity && size < (capacity - used) >> 1;
}

function allocateInRegion(size: usize): usize {
  let candidate = region == 0 ? firstRegion : load<usize>(region);
  while (candidate != 0) {
    enter(candidate);
    if (size <= end - top) return bump(size);
    candidate = load<usize>(candidate);
  }
  return growRegion(size) ? bump(size) : 0;
}

function growRegion(size: usize): bool {
  if (lastRegion != 0 && region == lastRegion && end == <usize>memory.size() * PAGE) {
    if (!growBy(size - (end - top))) return false;
    end = <usize>memory.size() * PAGE;
    store<usize>(lastRegion, end, 4);
    return true;
  }
  if (size > size + REGION_HEADER) return false;
  // The first allocation of AssemblyScript's heap claims all memory there is: it must come before our first region.
  if (firstRegion == 0) heap.free(heap.alloc(1));
  const start = <usize>memory.size() * PAGE;
  if (!growBy(size + REGION_HEADER)) return false;
  store<usize>(start, 0);
  store<usize>(start, <usize>memory.size() * PAGE, 4);
  if (lastRegion == 0) firstRegion = start;
  else store<usize>(lastRegion, start);
  lastRegion = start;
  enter(start);
  return true;
}

function growBy(size: usize): bool {
  const pages = <i32>(((size - 1) >>> 16) + 1);
  if (pages > MAXIMUM_MEMORY_PAGES - HEAP_PAGES - memory.size() || memory.grow(pages) < 0) return false;
  regionPages += pages;
  return true;
}

// @ts-ignore: decorator
@inline
function enter(next: usize): void {
  region = next;
  top = next + REGION_HEADER;
  end = load<usize>(next, 4);
}

// @ts-ignore: decorator
@inline
function bump(size: usize): usize {
  const at = top;
  top = at + size;
  return at;
}
