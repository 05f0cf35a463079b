const SMALLEST: i32 = 16;

/**
 * What the host knows by a number. Numbers grow by one with each context and come back late, so a table of a power of two, probed one
 * by one from `id & mask`, finds nearly everything at once and leaves nothing behind on removal.
 */
@final
export class IdTable<T> {
  private slots: StaticArray<T | null> = new StaticArray<T | null>(SMALLEST);
  private ids: StaticArray<u32> = new StaticArray<u32>(SMALLEST);
  private count: i32 = 0;

  /** What has this number, null when nothing has. */
  get(id: u32): T | null {
    const mask = this.slots.length - 1;
    let i = (<i32>id) & mask;
    while (unchecked(this.slots[i]) !== null && unchecked(this.ids[i]) != id) i = (i + 1) & mask;
    return unchecked(this.slots[i]);
  }

  /** Puts `value` in; what had the same number is replaced. */
  set(id: u32, value: T): void {
    if (this.count << 1 >= this.slots.length) this.resize(this.slots.length << 1);
    const mask = this.slots.length - 1;
    let i = (<i32>id) & mask;
    while (unchecked(this.slots[i]) !== null && unchecked(this.ids[i]) != id) i = (i + 1) & mask;
    if (unchecked(this.slots[i]) === null) ++this.count;
    unchecked((this.slots[i] = value));
    unchecked((this.ids[i] = id));
  }

  /** Takes out what has this number, if anything, and closes the gap so that no later one is lost behind it. */
  delete(id: u32): void {
    const mask = this.slots.length - 1;
    let gap = (<i32>id) & mask;
    while (unchecked(this.ids[gap]) != id) {
      if (unchecked(this.slots[gap]) === null) return;
      gap = (gap + 1) & mask;
    }
    if (unchecked(this.slots[gap]) === null) return;
    --this.count;
    for (let i = (gap + 1) & mask; unchecked(this.slots[i]) !== null; i = (i + 1) & mask) {
      const home = (<i32>unchecked(this.ids[i])) & mask;
      if (((i - home) & mask) >= ((i - gap) & mask)) {
        unchecked((this.slots[gap] = this.slots[i]));
        unchecked((this.ids[gap] = this.ids[i]));
        gap = i;
      }
    }
    unchecked((this.slots[gap] = null));
    if (this.slots.length > SMALLEST && this.count << 3 < this.slots.length) this.resize(this.slots.length >> 1);
  }

  private resize(length: i32): void {
    const slots = this.slots;
    const ids = this.ids;
    this.slots = new StaticArray<T | null>(length);
    this.ids = new StaticArray<u32>(length);
    this.count = 0;
    for (let i = 0; i < slots.length; ++i) {
      const slot = unchecked(slots[i]);
      if (slot !== null) this.set(unchecked(ids[i]), slot);
    }
  }
}
