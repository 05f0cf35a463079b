import { Status } from "../assembly/shared/abi";
import { getSharedData, setSharedData, sharedDataCas } from "../assembly/hostcalls/shared-data";
import { Bytes, resultBytes } from "../assembly/bytes";
import { payloadSize, placePayload } from "./payload";

/** Envoy heeds this number only where the key is there, and numbers its values from 1 up: it never gives this one. */
const NEVER_GIVEN: u32 = u32.MAX_VALUE;

/** A value of the shared data, with the number that a compare-and-swap needs. */
@final
export class SharedValue {
  constructor(
    /** Lives until the callback returns. */
    readonly value: Bytes,
    readonly cas: u32,
  ) {}
}

/**
 * A key-value store that all VMs with the same `vm_id` share, on all worker threads. In Istio every plugin of a proxy has the same
 * empty `vm_id`: begin your keys with the plugin's name.
 *
 * @example
 * const before = SharedData.get("auth.key");
 * const status = before === null ? SharedData.add("auth.key", key) : SharedData.set("auth.key", key, before.cas);
 * if (status == Status.CasMismatch) log.debug("another worker was faster");
 */
export abstract class SharedData {
  /** The value of `key`, null when it was never set. */
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
}
