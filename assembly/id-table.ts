const SMALLEST: i32 = 16;

/**
 * What the host knows by a number. Numbers grow by one with each context: a table of a power of two, probed one by one from a place that
 * scatters neighbours, finds nearly everything at once and leaves nothing behind on removal. Kept beside each other, thousands that
 * stay would be a run that each newcomer falls into and has to be probed to the end of.
 */
@final
export class IdTable<T> {
  private readonly slots: IdSlots = new IdSlots();

  /** How many there are. */
  get size(): i32 {
    return this.slots.count;
  }

  /** What has this number, null when nothing has. */
  get(id: u32): T | null {
    return changetype<T | null>(this.slots.get(id));
  }

  /** Puts `value` in; what had the same number is replaced. */
  set(id: u32, value: T): void {
    this.slots.set(id, changetype<Object>(value));
  }

  /** Takes out what has this number, if anything. */
  delete(id: u32): void {
    this.slots.delete(id);
  }
}

/** Where `id` belongs: Fibonacci hashing, which puts each next number into the widest gap between those before. */
function home(id: u32, mask: i32): i32 {
  return <i32>((id * 0x9e3779b1) >>> clz(mask));
}

/** The table itself, whose code is the same whatever is in it. */
@final
class IdSlots {
  private slots: StaticArray<Object | null> = new StaticArray<Object | null>(SMALLEST);
  private ids: StaticArray<u32> = new StaticArray<u32>(SMALLEST);
  count: i32 = 0;

  get(id: u32): Object | null {
    return unchecked(this.slots[this.find(id)]);
  }

  /** The place of `id`, or the empty one where its search ends. */
  private find(id: u32): i32 {
    const mask = this.slots.length - 1;
    let i = home(id, mask);
    while (unchecked(this.slots[i]) !== null && unchecked(this.ids[i]) != id) i = (i + 1) & mask;
    return i;
  }

  set(id: u32, value: Object): void {
    if (this.count << 1 >= this.slots.length) this.resize(this.slots.length << 1);
    const mask = this.slots.length - 1;
    let slot: Object = value;
    let i = home(id, mask);
    for (let distance = 0; ; ++distance) {
      const found = unchecked(this.slots[i]);
      if (found === null) break;
      const foundId = unchecked(this.ids[i]);
      if (foundId == id) {
        unchecked((this.slots[i] = slot));
        return;
      }
      // Who is further from home goes first: so each run is in the order of its homes, and a deletion ends at the first that is at home.
      const foundDistance = (i - home(foundId, mask)) & mask;
      if (foundDistance < distance) {
        this.put(i, id, slot);
        id = foundId;
        slot = found;
        distance = foundDistance;
      }
      i = (i + 1) & mask;
    }
    ++this.count;
    this.put(i, id, slot);
  }

  /** Takes out what has this number, if anything, and closes the gap so that no later one is lost behind it. */
  delete(id: u32): void {
    const mask = this.slots.length - 1;
    let gap = this.find(id);
    if (unchecked(this.slots[gap]) === null) return;
    --this.count;
    while (true) {
      const next = (gap + 1) & mask;
      const slot = unchecked(this.slots[next]);
      if (slot === null || home(unchecked(this.ids[next]), mask) == next) break;
      this.put(gap, unchecked(this.ids[next]), slot);
      gap = next;
    }
    unchecked((this.slots[gap] = null));
    if (this.slots.length > SMALLEST && this.count << 3 < this.slots.length) this.resize(this.slots.length >> 1);
  }

  private put(i: i32, id: u32, value: Object): void {
    unchecked((this.slots[i] = value));
    unchecked((this.ids[i] = id));
  }

  private resize(length: i32): void {
    const slots = this.slots;
    const ids = this.ids;
    this.slots = new StaticArray<Object | null>(length);
    this.ids = new StaticArray<u32>(length);
    this.count = 0;
    for (let i = 0; i < slots.length; ++i) {
      const slot = unchecked(slots[i]);
      if (slot !== null) this.set(unchecked(ids[i]), slot);
    }
  }
}
