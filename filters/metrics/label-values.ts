import { compareBytes, decodeText, encodeText } from "sluice/sdk";
import { hashBytes, SharedSet } from "./shared-set";

/** Where a value is not there, and where there is no room for it. */
export const NONE: i32 = 0;
export const OTHER: i32 = 1;

/** Longer values are the same when so many bytes of them are: what comes of one is kept for good. */
const VALUE_BYTES_MAX: usize = 128;

/**
 * The values of one label, each known by a small number from its first use on. Finding one makes no garbage: bytes are compared as the host
 * has handed them over. What is not admitted is `OTHER`.
 */
@final
export class LabelValues {
  private readonly texts: Array<string> = ["none", "other"];
  private readonly keys: Array<Uint8Array> = [new Uint8Array(0), new Uint8Array(0)];
  private readonly hashes: Array<u64> = [0, 1];
  /** Numbers of values by their hash, 0 where there is none; at most half full. */
  private slots: StaticArray<i32> = new StaticArray<i32>(16);

  /** `admission`: which values may be added; null for those that `seed` has named alone. */
  constructor(private readonly admission: SharedSet | null) {}

  /** Adds a value that needs no admission. */
  seed(text: string): void {
    const bytes = encodeText(text).subarray(0, <i32>VALUE_BYTES_MAX);
    if (this.known(bytes.dataStart, bytes.length) < 0) {
      this.append(bytes, hashBytes(bytes.dataStart, bytes.length), text);
    }
  }

  /** The number of the value that stands there; the empty one is `NONE`. */
  find(start: usize, length: usize): i32 {
    if (length == 0) return NONE;
    const size = min(length, VALUE_BYTES_MAX);
    const known = this.known(start, size);
    return known >= 0 ? known : this.add(start, size, null);
  }

  /** The number of the value with these bytes, -1 when it has none. */
  known(start: usize, length: usize): i32 {
    const mask = this.slots.length - 1;
    let slot = (<i32>hashBytes(start, length)) & mask;
    for (let found = unchecked(this.slots[slot]); found != 0; found = unchecked(this.slots[slot])) {
      const key = unchecked(this.keys[found]);
      if (<usize>key.length == length && compareBytes(key.dataStart, start, length) == 0) return found;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** Adds what is not known, if it is admitted; `text` is how it is shown, null for the bytes themselves. */
  add(start: usize, length: usize, text: string | null): i32 {
    const admission = this.admission;
    if (admission === null || this.texts.length - 2 >= admission.limit) return OTHER;
    const hash = hashBytes(start, length);
    if (!admission.admits(hash)) return OTHER;
    const key = new Uint8Array(<i32>length);
    memory.copy(key.dataStart, start, length);
    return this.append(key, hash, text === null ? decodeText(key) : text);
  }

  /** How the value is shown. */
  textOf(value: i32): string {
    return this.texts[value];
  }

  /** A number that all workers know the value by. */
  hashOf(value: i32): u64 {
    return unchecked(this.hashes[value]);
  }

  private append(key: Uint8Array, hash: u64, text: string): i32 {
    const value = this.texts.length;
    this.texts.push(text);
    this.keys.push(key);
    this.hashes.push(hash);
    if (value * 2 > this.slots.length) {
      this.slots = new StaticArray<i32>(this.slots.length * 2);
      for (let i = 2; i < value; ++i) this.place(i);
    }
    this.place(value);
    return value;
  }

  private place(value: i32): void {
    const mask = this.slots.length - 1;
    let slot = (<i32>this.hashes[value]) & mask;
    while (this.slots[slot] != 0) slot = (slot + 1) & mask;
    this.slots[slot] = value;
  }
}
