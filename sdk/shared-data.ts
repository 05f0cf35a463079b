import { Status } from "../assembly/shared/abi";
import { getSharedData, setSharedData, sharedDataCas } from "../assembly/hostcalls/shared-data";
import { Bytes, resultBytes } from "../assembly/bytes";
import { payloadSize, placePayload } from "./payload";

/** Envoy heeds this number only where the key is there, and numbers its values from 1 up: it never gives this one. */
const NEVER_GIVEN: u32 = u32.MAX_VALUE;

/** A value of the shared data, with the number that a compare-and-swap needs. */
@final
export class SharedValue {
  /** @internal */
  constructor(
    /** Lives until the callback returns. */
    readonly value: Bytes,
    /** The number of this setting of the key: for `SharedData.set`. */
    readonly cas: u32,
  ) {}
}

/**
 * How a value follows from the one before it; see `SharedData.update`. It may be asked more than once.
 *
 * @example
 * class Append extends SharedUpdate {
 *   constructor(private line: string) { super(); }
 *   next(current: Bytes | null): Uint8Array | null {
 *     return encodeText((current === null ? "" : current.toString()) + this.line);
 *   }
 * }
 */
export abstract class SharedUpdate {
  /** The new value; null leaves the present one, `current`, as it is. `current` is null when the key was never set. */
  abstract next(current: Bytes | null): Uint8Array | null;
}

/** How often a compare-and-swap is tried while other threads are faster. */
const ATTEMPTS_MAX: i32 = 100;

/**
 * A key-value store that all VMs with the same `vm_id` share, on all worker threads. In Istio every plugin of a proxy has the same
 * empty `vm_id`: begin your keys with the plugin's name. Values are strings, `Uint8Array`, `ArrayBuffer` or `Bytes`, null the empty
 * one; they outlive the VM, not the process. Not in top-level code. (ABI: `proxy_get_shared_data`, `proxy_set_shared_data`.)
 *
 * @example
 * const before = SharedData.get("auth.key");
 * const status = before === null ? SharedData.add("auth.key", key) : SharedData.set("auth.key", key, before.cas);
 * if (status == Status.CasMismatch) log.debug("another worker was faster");
 */
export abstract class SharedData {
  /** The value of `key`. Null when it was never set, and when memory can't hold it: `add` tells which. */
  static get(key: string): SharedValue | null {
    return getSharedData(key) == Status.Ok ? new SharedValue(resultBytes(), sharedDataCas()) : null;
  }

  /** Sets `key` only if it was never set: else `Status.CasMismatch`. */
  static add<T>(key: string, value: T): Status {
    return SharedData.set<T>(key, value, NEVER_GIVEN);
  }

  /** Sets `key`; with a `cas` other than 0 only if nobody has set it since that number was read: else `Status.CasMismatch`. */
  static set<T>(key: string, value: T, cas: u32 = 0): Status {
    const start = placePayload<T>(value);
    return setSharedData(key, start, payloadSize(), cas);
  }

  /**
   * Sets `key` to what follows from its present value, however many threads do the same: tries again when another was faster.
   * `Status.CasMismatch` when others were faster a hundred times in a row, and when memory can't hold the present value.
   */
  static update(key: string, update: SharedUpdate): Status {
    let status = Status.CasMismatch;
    for (let i = 0; i < ATTEMPTS_MAX && status == Status.CasMismatch; ++i) {
      const present = SharedData.get(key);
      const next = update.next(present === null ? null : present.value);
      if (next === null) return Status.Ok;
      status = SharedData.set(key, next, present === null ? NEVER_GIVEN : present.cas);
    }
    return status;
  }

  /**
   * Adds to the number that `key` holds (8 bytes, little endian; 0 at first) and returns the sum, exact over all threads. `i64.MIN_VALUE`
   * when it could not be stored: see `update`.
   */
  static add64(key: string, offset: i64): i64 {
    const sum = new Sum(offset);
    return SharedData.update(key, sum) == Status.Ok ? sum.value : i64.MIN_VALUE;
  }

  /** Sets `key` to the empty value: the ABI knows no way to take a key away. */
  static clear(key: string): Status {
    return SharedData.set(key, "");
  }
}


@final
class Sum extends SharedUpdate {
  value: i64 = 0;

  constructor(private readonly offset: i64) {
    super();
  }

  next(current: Bytes | null): Uint8Array | null {
    const present = current !== null && current.byteLength == 8 ? load<i64>(current.dataStart) : 0;
    this.value = present + this.offset;
    const bytes = new Uint8Array(8);
    store<i64>(bytes.dataStart, this.value);
    return bytes;
  }
}
