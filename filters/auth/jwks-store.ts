import { Bytes, nowMilliseconds, SharedData, Status } from "sluice/sdk";

/** Who may fetch a set now. */
export enum FetchState {
  /** This worker: it has the lock. */
  Mine,
  /** Another one is at it. */
  Others,
  /** Nobody: it was just fetched, or just failed. */
  Nobody,
}

/** Bytes before the set: when it was fetched, by Envoy's clock, and for how long at most it is used, both in milliseconds. */
const HEAD_SIZE: i32 = 16;

/** Bytes of the lock: until when it holds, and whether somebody fetches. */
const LOCK_SIZE: i32 = 9;

/** A key set in the shared data of all workers, with the lock on fetching it. */
@final
export class JwksStore {
  /** When the set that was read last was fetched; 0 before. */
  fetchedAt: i64 = 0;
  /** For how long its issuer lets it be used. */
  maxAgeMs: i64 = 0;
  private readonly key: string;
  private readonly lockKey: string;
  private cas: u32 = 0;

  /** `source` names where the set comes from: plugins with the same one share it. */
  constructor(source: string) {
    this.key = "auth.jwks " + source;
    this.lockKey = "auth.jwks.lock " + source;
  }

  /** The set, when it is another than was read last. */
  read(): Bytes | null {
    const shared = SharedData.get(this.key);
    if (shared === null || shared.cas == this.cas || shared.value.byteLength < HEAD_SIZE) return null;
    this.cas = shared.cas;
    this.fetchedAt = load<i64>(shared.value.dataStart);
    this.maxAgeMs = load<i64>(shared.value.dataStart, 8);
    return shared.value.subarray(HEAD_SIZE);
  }

  /** Takes the lock for `ttlMs`, unless it holds. */
  lock(ttlMs: i64): FetchState {
    const now = nowMilliseconds();
    const present = SharedData.get(this.lockKey);
    if (present !== null && present.value.byteLength == LOCK_SIZE) {
      const start = present.value.dataStart;
      if (load<i64>(start) > now) return load<u8>(start, 8) == 1 ? FetchState.Others : FetchState.Nobody;
    }
    const value = lockValue(now + ttlMs, true);
    const status =
      present === null ? SharedData.add(this.lockKey, value) : SharedData.set(this.lockKey, value, present.cas);
    return status == Status.Ok ? FetchState.Mine : FetchState.Others;
  }

  /** Gives a new set to all workers; nobody fetches another one for `quietMs`. */
  publish(set: Bytes, maxAgeMs: i64, quietMs: i64): void {
    const size = set.byteLength;
    const value = new Uint8Array(HEAD_SIZE + size);
    this.fetchedAt = nowMilliseconds();
    this.maxAgeMs = maxAgeMs;
    store<i64>(value.dataStart, this.fetchedAt);
    store<i64>(value.dataStart, maxAgeMs, 8);
    memory.copy(value.dataStart + <usize>HEAD_SIZE, set.dataStart, size);
    SharedData.set(this.key, value);
    const shared = SharedData.get(this.key);
    if (shared !== null) this.cas = shared.cas;
    this.giveUp(quietMs);
  }

  /** Nobody fetches for `quietMs`. */
  giveUp(quietMs: i64): void {
    SharedData.set(this.lockKey, lockValue(nowMilliseconds() + quietMs, false));
  }
}

function lockValue(until: i64, isFetching: bool): Uint8Array {
  const value = new Uint8Array(LOCK_SIZE);
  store<i64>(value.dataStart, until);
  store<u8>(value.dataStart, <u8>isFetching, 8);
  return value;
}
