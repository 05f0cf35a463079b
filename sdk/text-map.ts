import { HASH } from "../assembly/rt/hash";

/**
 * What texts stand for, in the order in which they came: for what is made once, where a configuration is read, and looked up often. It has the
 * words of the web's `Map` and a third of the code of AssemblyScript's, as nothing is ever removed.
 *
 * @example
 * const owners = new TextMap<string>();
 * owners.set("a1", "Ada");
 * const owner = owners.has("a1") ? owners.get("a1") : "nobody";
 */
@final
export class TextMap<V> {
  private readonly names: Array<string> = new Array<string>();
  private readonly items: Array<V> = [];
  /** In the slot that the text's hash names, or in the next that was free: its index and one. Half of them are free at least. */
  private slots: StaticArray<i32> = new StaticArray<i32>(8);

  /** How many texts it has. */
  get size(): i32 {
    return this.names.length;
  }

  /** Whether it has `name`. */
  has(name: string): bool {
    return unchecked(this.slots[this.slotOf(name)]) != 0;
  }

  /** What `name` stands for, which must be there: ask `has`. */
  get(name: string): V {
    return this.items[unchecked(this.slots[this.slotOf(name)]) - 1];
  }

  /** Makes `name` stand for `value` from now on. */
  set(name: string, value: V): void {
    const slot = this.slotOf(name);
    const known = unchecked(this.slots[slot]);
    if (known != 0) {
      this.items[known - 1] = value;
      return;
    }
    this.names.push(name);
    this.items.push(value);
    const count = this.names.length;
    unchecked((this.slots[slot] = count));
    if (count << 1 <= this.slots.length) return;
    this.slots = new StaticArray<i32>(this.slots.length << 1);
    for (let i = 0; i < count; ++i) unchecked((this.slots[this.slotOf(this.names[i])] = i + 1));
  }

  /** The texts; not to be changed. */
  keys(): Array<string> {
    return this.names;
  }

  /** What they stand for, in the same order; not to be changed. */
  values(): Array<V> {
    return this.items;
  }

  private slotOf(name: string): i32 {
    const last = this.slots.length - 1;
    let slot = (<i32>HASH<string>(name)) & last;
    let known = unchecked(this.slots[slot]);
    while (known != 0 && this.names[known - 1] != name) {
      slot = (slot + 1) & last;
      known = unchecked(this.slots[slot]);
    }
    return slot;
  }
}
