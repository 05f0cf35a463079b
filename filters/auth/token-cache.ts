import { JsonValue } from "sluice/sdk";

/** A token's last bytes, by which it has its slot: its signature, which nobody can choose freely. */
const TAIL_BYTES: i32 = 16;

/** A longer token is not remembered. */
const TOKEN_BYTES_MAX: i32 = 2048;

/** A verified token. */
@final
class Entry {
  constructor(
    readonly token: Uint8Array,
    readonly claims: JsonValue,
    /** The second at which it is valid no more. */
    readonly end: f64,
  ) {}
}

/**
 * Tokens that were verified lately, each in the slot that a keyed hash of its signature names: a later one takes the place of an earlier. Who
 * does not know the key can't choose a slot.
 */
@final
export class TokenCache {
  private readonly slots: StaticArray<Entry | null>;
  private readonly key0: u64;
  private readonly key1: u64;

  constructor(size: i32) {
    this.slots = new StaticArray<Entry | null>(size);
    const key = new Uint8Array(16);
    crypto.getRandomValues(key);
    this.key0 = load<u64>(key.dataStart);
    this.key1 = load<u64>(key.dataStart, 8);
  }

  /** What the token at `start` says, when it was verified and is valid still. */
  get(start: usize, size: i32, now: i64): JsonValue | null {
    if (!this.takes(size)) return null;
    const entry = unchecked(this.slots[this.slotOf(start, size)]);
    if (entry === null || entry.token.length != size || <f64>now >= entry.end) return null;
    return memory.compare(entry.token.dataStart, start, size) == 0 ? entry.claims : null;
  }

  /** Remembers a token until `end`. */
  set(start: usize, size: i32, claims: JsonValue, end: f64): void {
    if (!this.takes(size)) return;
    const token = new Uint8Array(size);
    memory.copy(token.dataStart, start, size);
    unchecked((this.slots[this.slotOf(start, size)] = new Entry(token, claims, end)));
  }

  /** Forgets all: the keys are others. */
  clear(): void {
    for (let i = 0; i < this.slots.length; ++i) unchecked((this.slots[i] = null));
  }

  private takes(size: i32): bool {
    return this.slots.length > 0 && size >= TAIL_BYTES && size <= TOKEN_BYTES_MAX;
  }

  private slotOf(start: usize, size: i32): i32 {
    const tail = start + size - TAIL_BYTES;
    const product = (load<u64>(tail) ^ this.key0) * (load<u64>(tail, 8) ^ this.key1);
    return <i32>((product >> 32) % <u64>this.slots.length);
  }
}
