/**
 * The arena: where everything lives that crosses the boundary during one callback.
 *
 *     block                       heap
 *     ┌───────────────────────┐   ┌─────────────────┬ ─ ─ ─
 *     │ values, texts …  free │   │ what is larger  │
 *     └───────────────────────┘   └─────────────────┴ ─ ─ ─
 *     before the heap, 8 KiB      among the objects, see rt/heap.ts
 *
 * The host's `malloc` and our own outgoing texts are bumped off the block; what it has no room for lies in the heap, where it is garbage
 * from the start. Nothing is ever freed one by one: when a callback returns, `reset` takes the arena back to the start of the block, and
 * the next collection takes the rest. In a module whose callbacks make no object the block goes on to the end of memory, which grows. Addresses
 * handed out die with the callback; `epoch` tells a view that it has outlived them.
 */
import { hasHeap } from "./build";
import { heapEnd } from "./rt/heap";
import { ARENA_BYTES } from "./shared/memory-limit";

// @ts-ignore: decorator
@lazy
const STATIC_BLOCK: usize = memory.data(8192, 16);

/** Behind the static data, whose addresses are then shorter to write. Unit tests run on a runtime that knows nothing of it. */
// @ts-ignore: decorator
@inline
function blockStart(): usize {
  // @ts-ignore: rt/ has it
  if (!isDefined(__hasRoom)) return STATIC_BLOCK;
  return hasHeap ? __heap_base : (heapEnd() + 7) & ~7;
}

// @ts-ignore: decorator
@inline
function blockEnd(): usize {
  return hasHeap ? blockStart() + ARENA_BYTES : (<usize>memory.size()) << 16;
}

let top: usize = blockStart();

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

/** Size of the bytes of the last host call that returned bytes. A result that lies where there is no memory is forgotten. */
export function resultSize(): usize {
  const size = <usize>load<u32>(RESULT_SIZE);
  if (<u64>resultStart() + size <= (<u64>memory.size()) << 16) return size;
  clearResult();
  return 0;
}

/** Forgets the last result, so that a host call that fails leaves an empty one. */
// @ts-ignore: decorator
@inline
export function clearResult(): void {
  store<u64>(RESULT, 0);
}

/** Makes bytes that the module has already the result, as if the host had returned them. */
// @ts-ignore: decorator
@inline
export function setResult(start: usize, size: usize): void {
  store<u32>(RESULT_START, start);
  store<u32>(RESULT_SIZE, size);
}

/** `size` bytes of the arena, eight-byte aligned; 0 when the module's memory can't hold them. */
export function allocate(size: usize): usize {
  const at = top;
  if (size > blockEnd() - at) {
    if (hasHeap) return allocateInHeap(size);
    if (!growTo(<u64>at + <u64>size)) return 0;
  }
  top = at + ((size + 7) & ~7);
  return at;
}

/** Gives back the unused tail of the allocation that was made last. */
// @ts-ignore: decorator
@inline
export function trim(at: usize, used: usize): void {
  if (!hasHeap || at < blockEnd()) top = at + ((used + 7) & ~7);
}

/** Ends the callback: everything that was allocated is void. */
// @ts-ignore: decorator
@inline
export function reset(): void {
  top = blockStart();
  ++epoch;
}

/** Whether an object of `size` bytes can be made, and a few small ones with it. Running out of memory would be a trap. */
export function canHold(size: usize): bool {
  // @ts-ignore: rt/ has it; unit tests run on a runtime of their own
  return isDefined(__hasRoom) ? __hasRoom(size) : true;
}

function allocateInHeap(size: usize): usize {
  // @ts-ignore: see above
  return isDefined(__newValue) ? __newValue(size) : heap.alloc(size);
}

function growTo(end: u64): bool {
  return memory.grow(<i32>((end + 0xffff) >>> 16) - memory.size()) >= 0;
}
