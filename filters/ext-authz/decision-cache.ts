import { compareBytes, nowMilliseconds, SipHash } from "sluice/sdk";
import { AnswerField } from "./answer-field";
import { Decision, Verdict } from "./decision";

/** A longer question is not remembered, nor one whose answer has more for the upstream. */
const KEY_BYTES_MAX: i32 = 4096;

/** An answer that was given lately. */
@final
class Entry {
  constructor(
    readonly key: Uint8Array,
    readonly decision: Decision,
    /** The millisecond at which it is forgotten. */
    readonly end: i64,
  ) {}
}

/**
 * Who was let pass lately, each in the slot that its question's hash names: a later one takes the place of an earlier. Refusals are not
 * remembered, nor what gives the client headers: they may be made for one client alone.
 */
@final
export class DecisionCache {
  private readonly slots: StaticArray<Entry | null>;
  private readonly hash: SipHash;

  constructor(
    size: i32,
    private readonly lifeMs: i64,
  ) {
    this.slots = new StaticArray<Entry | null>(size);
    const key = new Uint8Array(16);
    crypto.getRandomValues(key);
    this.hash = new SipHash(load<u64>(key.dataStart), load<u64>(key.dataStart, 8));
  }

  /** The answer to the question with this key, null without one. */
  get(key: Uint8Array): Decision | null {
    const entry = this.slots[this.slotOf(key)];
    if (entry === null || entry.key.length != key.length || nowMilliseconds() >= entry.end) return null;
    return compareBytes(entry.key.dataStart, key.dataStart, key.length) == 0 ? entry.decision : null;
  }

  /** Remembers an answer, if it is of the kind that is. */
  set(key: Uint8Array, decision: Decision): void {
    if (decision.verdict != Verdict.Allowed || decision.clientFields.length > 0) return;
    if (max(key.length, lengthOf(decision.upstreamFields)) > KEY_BYTES_MAX) return;
    this.slots[this.slotOf(key)] = new Entry(key, decision, nowMilliseconds() + this.lifeMs);
  }

  private slotOf(key: Uint8Array): i32 {
    this.hash.reset();
    this.hash.update(key.dataStart, key.length);
    return <i32>(this.hash.digest() % <u64>this.slots.length);
  }
}

function lengthOf(fields: Array<AnswerField>): i32 {
  let length = 0;
  for (let i = 0; i < fields.length; ++i) length += fields[i].name.length + fields[i].value.length;
  return length;
}
