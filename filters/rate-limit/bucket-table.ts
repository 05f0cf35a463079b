import { SharedData, Status } from "sluice/sdk";
import { Limiter, STATE_SIZE } from "./limiter";

/** What became of a request. */
export enum Verdict {
  Allowed,
  Limited,
  /** Shared data did not do its part, or other workers were faster too often. */
  Failed,
}

/** Keys that a slot counts apart. */
export const WAYS: i32 = 8;

/** A hash and a state. */
const ENTRY_SIZE: usize = 8 + STATE_SIZE;

/** Names of slots that are kept: those of all tables together must not fill the module's memory. */
const NAMES_MAX: i32 = 1024;

/** How often a compare-and-swap is tried while other workers are faster. */
const ATTEMPTS_MAX: i32 = 64;

/**
 * The states of all keys of a rule, in shared data, which all workers see. Envoy never gives the room of a key of shared data back, so there
 * are as many as slots, whatever clients make up; a key's hash says its slot. A slot holds the states of eight keys and, once all of these
 * are in use, a ninth that whoever else comes shares:
 *
 *     ┌──────┬───────┐┌──────┬───────┐     ┌───┬───────┐
 *     │ hash │ state ││ hash │ state │ … 8 │ 0 │ state │
 *     └──────┴───────┘└──────┴───────┘     └───┴───────┘
 *
 * An entry that nothing is held against is given to the next key that needs one: that forgets nothing.
 */
@final
export class BucketTable {
  /** Of the first slots, made when they are first needed: a name costs no garbage then. */
  private readonly slotNames: StaticArray<string | null>;
  private isAllowed: bool = false;
  /** Whether a state had to be brought back, and so must be stored. */
  private isSettled: bool = false;

  constructor(
    private readonly name: string,
    private readonly limiter: Limiter,
    private readonly slotCount: i32,
  ) {
    this.slotNames = new StaticArray<string | null>(min(slotCount, NAMES_MAX));
  }

  /** Counts a request of the key with this hash, which is not 0. */
  take(hash: u64, now: u64): Verdict {
    const slotName = this.slotName(<i32>(hash % <u64>this.slotCount));
    for (let attempt = 0; attempt < ATTEMPTS_MAX; ++attempt) {
      const status = this.attempt(slotName, hash, now);
      if (status == Status.Ok) return this.isAllowed ? Verdict.Allowed : Verdict.Limited;
      if (status != Status.CasMismatch) return Verdict.Failed;
    }
    return Verdict.Failed;
  }

  private attempt(slotName: string, hash: u64, now: u64): Status {
    const present = SharedData.get(slotName);
    if (present === null) {
      const first = grow(0, 0, hash);
      this.isAllowed = this.limiter.take(stateAt(first.dataStart, 0), now);
      return SharedData.add(slotName, first);
    }
    const table = present.value;
    const count = <i32>(<usize>table.byteLength / ENTRY_SIZE);
    const index = this.find(table.dataStart, count, hash, now);
    if (index == count) {
      const grown = grow(table.dataStart, count, index < WAYS ? hash : 0);
      this.isAllowed = this.limiter.take(stateAt(grown.dataStart, index), now);
      return SharedData.set(slotName, grown, present.cas);
    }
    const state = stateAt(table.dataStart, index);
    if (this.limiter.settle(state, now)) this.isSettled = true;
    this.isAllowed = this.limiter.take(state, now);
    // A refusal changes nothing, so nobody need be told.
    return this.isAllowed || this.isSettled ? SharedData.set(slotName, table, present.cas) : Status.Ok;
  }

  /** The entry of the key; one that it may have, which is cleared; or `count`, for one that is to be added. */
  private find(table: usize, count: i32, hash: u64, now: u64): i32 {
    this.isSettled = false;
    const own = min(count, WAYS);
    let free = -1;
    for (let i = 0; i < own; ++i) {
      if (load<u64>(hashAt(table, i)) == hash) return i;
      const state = stateAt(table, i);
      if (this.limiter.settle(state, now)) this.isSettled = true;
      if (free < 0 && this.limiter.isIdle(state, now)) free = i;
    }
    if (free < 0) return own;
    store<u64>(hashAt(table, free), hash);
    memory.fill(stateAt(table, free), 0, STATE_SIZE);
    return free;
  }

  private slotName(slot: i32): string {
    const isKept = slot < this.slotNames.length;
    const known = isKept ? this.slotNames[slot] : null;
    if (known !== null) return known;
    const name = "rate-limit." + this.name + "." + slot.toString();
    if (isKept) this.slotNames[slot] = name;
    return name;
  }
}

// @ts-ignore: decorator
@inline
function hashAt(table: usize, index: i32): usize {
  return table + <usize>index * ENTRY_SIZE;
}

// @ts-ignore: decorator
@inline
function stateAt(table: usize, index: i32): usize {
  return hashAt(table, index) + sizeof<u64>();
}

/** A copy of a table with one more key. */
function grow(table: usize, count: i32, hash: u64): Uint8Array {
  const grown = new Uint8Array((count + 1) * <i32>ENTRY_SIZE);
  memory.copy(grown.dataStart, table, <usize>count * ENTRY_SIZE);
  store<u64>(hashAt(grown.dataStart, count), hash);
  return grown;
}
