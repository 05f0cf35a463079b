import { JsonValue, SipHash } from "sluice/sdk";

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
 * Tokens that were verified lately, each in the slot that its hash names: a later one takes the place of an earlier. Who does not know the
 * hash's key can't choose a slot.
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
    if (this.slots.length == 0 || size > TOKEN_BYTES_MAX) return null;
    const entry = this.slots[this.slotOf(start, size)];
    if (entry === null || entry.token.length != size || <f64>now >= entry.end) return null;
    return memory.compare(entry.token.dataStart, start, size) == 0 ? entry.claims : null;
  }

  /** Remembers a token until `end`. */
  set(start: usize, size: i32, claims: JsonValue, end: f64): void {
    if (this.slots.length == 0 || size > TOKEN_BYTES_MAX) return;
    const token = new Uint8Array(size);
    memory.copy(token.dataStart, start, size);
    this.slots[this.slotOf(start, size)] = new Entry(token, claims, end);
  }

  /** Forgets all: the keys are others. */
  clear(): void {
    for (let i = 0; i < this.slots.length; ++i) this.slots[i] = null;
  }

  private slotOf(start: usize, size: i32): i32 {
    const hash = new SipHash(this.key0, this.key1);
    hash.update(start, size);
    return <i32>(hash.digest() % <u64>this.slots.length);
  }
}
