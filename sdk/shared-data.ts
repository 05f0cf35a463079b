import { Status } from "../assembly/shared/abi";
import { getSharedData, setSharedData, sharedDataCas } from "../assembly/hostcalls/shared-data";
import { Bytes, resultBytes } from "../assembly/bytes";
import { payloadSize, placePayload } from "./payload";

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
 * const before = SharedData.get("visits");
 * const status = SharedData.set("visits", "1", before === null ? 0 : before.cas);
 * if (status == Status.CasMismatch) log.debug("another worker was faster");
 */
export abstract class SharedData {
  /** The value of `key`, null when it was never set. */
  static get(key: string): SharedValue | null {
    return getSharedData(key) == Status.Ok ? new SharedValue(resultBytes(), sharedDataCas()) : null;
  }

  /** Sets `key`; with a `cas` other than 0 only if nobody has set it since that number was read: else `Status.CasMismatch`. */
  static set<T>(key: string, value: T, cas: u32 = 0): Status {
    const start = placePayload<T>(value);
    return setSharedData(key, start, payloadSize(), cas);
  }
}
