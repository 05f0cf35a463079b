import { canHold } from "../../assembly/memory";

/**
 * Memory in which a text is searched: one search runs at a time, so all programs share it. It has room for the largest of them, and
 * nothing in it outlives a search.
 */
export class Scratch {
  static start: usize = 0;
  private static size: usize = 0;

  /** Makes room for `size` bytes at least; false when the module's memory can't hold them. */
  static reserve(size: usize): bool {
    if (size <= Scratch.size) return true;
    if (!canHold(size)) return false;
    if (Scratch.size) heap.free(Scratch.start);
    Scratch.start = heap.alloc(size);
    Scratch.size = size;
    return true;
  }
}
