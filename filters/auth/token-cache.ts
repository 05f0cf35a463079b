import { compareBytes, JsonValue } from "sluice/sdk";

/** A token's last bytes, by which it has its slot: its signature, which nobody can choose freely. */
const TAIL_BYTES: i32 = 16;

/** Slots that a token may have: where several would have the same one, they live side by side. */
const WAYS: i32 = 4;
const SLOT_BYTES: usize = sizeof<usize>();
const SET_BYTES: usize = SLOT_BYTES * WAYS;

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
 * Tokens that were verified twice lately, each in the set of slots that a keyed hash of its signature names, the latest first: one more
 * takes the place of the earliest. Who does not know the key can't choose a set. Of a token that came once there is only a mark, so that
 * those that never come again cost little, and drive no other out.
 */
@final
export class TokenCache {
  private readonly slots: StaticArray<Entry | null>;
  /** The halves of hashes that did not name a set, four to a set as its slots are. */
  private readonly marks: StaticArray<usize>;
  /** That of the token that `setOf` saw last. */
  private mark: usize = 0;
  private readonly key0: u64;
  private readonly key1: u64;

  /** Has room for `size` tokens, made up to whole sets. */
  constructor(size: i32) {
    const length = (size + WAYS - 1) & -WAYS;
    this.slots = new StaticArray<Entry | null>(length);
    this.marks = new StaticArray<usize>(length);
    const key = new Uint8Array(16);
    crypto.getRandomValues(key);
    this.key0 = load<u64>(key.dataStart);
    this.key1 = load<u64>(key.dataStart, 8);
  }

  /** What the token at `start` says, when it was verified and is valid still. */
  get(start: usize, size: i32, now: i64): JsonValue | null {
    const set = this.setOf(start, size);
    if (set == 0) return null;
    for (let slot = set; slot < set + SET_BYTES; slot += SLOT_BYTES) {
      const entry = changetype<Entry | null>(load<usize>(slot));
      if (entry === null) break;
      if (entry.token.length != size || compareBytes(entry.token.dataStart, start, size) != 0) continue;
      return <f64>now < entry.end ? entry.claims : null;
    }
    return null;
  }

  /** Remembers a token until it expires, the second time that it is told of it. */
  set(start: usize, size: i32, claims: JsonValue, leewaySeconds: f64): void {
    const set = this.setOf(start, size);
    if (set == 0 || !this.isMarked(set)) return;
    const exp = claims.get("exp");
    const end = exp === null ? Infinity : exp.number + leewaySeconds;
    const token = new Uint8Array(size);
    memory.copy(token.dataStart, start, size);
    memory.copy(set + SLOT_BYTES, set, SET_BYTES - SLOT_BYTES);
    store<usize>(set, changetype<usize>(new Entry(token, claims, end)));
  }

  /** Forgets all: the keys are others. */
  clear(): void {
    memory.fill(changetype<usize>(this.slots), 0, <usize>this.slots.length * SLOT_BYTES);
  }

  /** Whether the token that `setOf` saw last was marked lately; it is from now on. */
  private isMarked(set: usize): bool {
    const marks = changetype<usize>(this.marks) + (set - changetype<usize>(this.slots));
    for (let at = marks; at < marks + SET_BYTES; at += SLOT_BYTES) {
      if (load<usize>(at) == this.mark) return true;
    }
    memory.copy(marks + SLOT_BYTES, marks, SET_BYTES - SLOT_BYTES);
    store<usize>(marks, this.mark);
    return false;
  }

  /** Where the slots of a token's set begin; 0 when it is not remembered. */
  private setOf(start: usize, size: i32): usize {
    if (this.slots.length == 0 || size < TAIL_BYTES || size > TOKEN_BYTES_MAX) return 0;
    const tail = start + size - TAIL_BYTES;
    const product = (load<u64>(tail) ^ this.key0) * (load<u64>(tail, 8) ^ this.key1);
    this.mark = <usize>product;
    const place = <usize>(product >> 32) % (<usize>this.slots.length * SLOT_BYTES);
    return changetype<usize>(this.slots) + (place & -SET_BYTES);
  }
}
