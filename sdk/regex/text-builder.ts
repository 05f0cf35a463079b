import { canHold } from "../../assembly/memory";

/** The one text that is being put together, of at most so many bytes of UTF-16; nothing is added to it once it would be longer. */
export class TextBuilder {
  private static start: usize = 0;
  private static size: usize = 0;
  private static capacity: usize = 0;
  private static sizeMax: usize = 0;
  static hasFailed: bool = false;

  static open(sizeMax: usize): void {
    TextBuilder.size = 0;
    TextBuilder.capacity = 0;
    TextBuilder.sizeMax = sizeMax;
    TextBuilder.hasFailed = false;
  }

  /** Adds the UTF-16 between `start` and `end`. */
  static add(start: usize, end: usize): void {
    if (end - start > TextBuilder.capacity - TextBuilder.size) TextBuilder.grow(end - start);
    if (TextBuilder.hasFailed) return;
    memory.copy(TextBuilder.start + TextBuilder.size, start, end - start);
    TextBuilder.size += end - start;
  }

  static fail(): void {
    TextBuilder.hasFailed = true;
  }

  /** The text, null when it would be too long. */
  static close(): string | null {
    const size = TextBuilder.size;
    let text: string | null = null;
    if (!TextBuilder.hasFailed && canHold(size)) {
      text = changetype<string>(__new(size, idof<string>()));
      memory.copy(changetype<usize>(text), TextBuilder.start, size);
    }
    if (TextBuilder.capacity) heap.free(TextBuilder.start);
    return text;
  }

  private static grow(size: usize): void {
    const needed = TextBuilder.size + size;
    const capacity = min<usize>(max<usize>(2 * TextBuilder.capacity, max<usize>(needed, 1024)), TextBuilder.sizeMax);
    if (needed > capacity || !canHold(capacity)) return TextBuilder.fail();
    const start = heap.alloc(capacity);
    memory.copy(start, TextBuilder.start, TextBuilder.size);
    if (TextBuilder.capacity) heap.free(TextBuilder.start);
    TextBuilder.start = start;
    TextBuilder.capacity = capacity;
  }
}
