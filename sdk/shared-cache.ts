import { Status } from "../assembly/shared/abi";
import { Bytes } from "../assembly/bytes";
import { canHold } from "../assembly/memory";
import { isPlaced, payloadSize, placePayload } from "./payload";
import { SharedData } from "./shared-data";
import { nowMilliseconds } from "./time";

/** Bytes before the value: when it expires, in milliseconds of Envoy's clock, little endian. */
const EXPIRY_SIZE: i32 = 8;

/**
 * Values of the shared data that live for a time. Keys begin with the cache's name, which should be the plugin's.
 *
 * Envoy never gives the room of a key back: an expired or deleted value leaves its key behind, so let keys be few, or bounded.
 *
 * @example
 * const keys = new SharedCache("auth");
 * keys.set("jwks", body, 300000);
 */
@final
export class SharedCache {
  /** The values whose keys begin with `name` and a dot. */
  constructor(private readonly name: string) {}

  /** The value of `key`; null when it was never set, was deleted, or has expired. It lives until the callback returns. */
  get(key: string): Bytes | null {
    const shared = SharedData.get(this.key(key));
    if (shared === null) return null;
    const value = shared.value;
    if (value.byteLength < EXPIRY_SIZE || load<i64>(value.dataStart) <= nowMilliseconds()) return null;
    return value.subarray(EXPIRY_SIZE);
  }

  /** Sets `key` to `value` (string, `Uint8Array`, `ArrayBuffer` or `Bytes`), for `ttlMs` milliseconds from now. */
  set<T>(key: string, value: T, ttlMs: u32): Status {
    const start = placePayload<T>(value);
    const size = payloadSize();
    if (!isPlaced(start) || !canHold(size)) return Status.InternalFailure;
    const stored = new Uint8Array(EXPIRY_SIZE + <i32>size);
    store<i64>(stored.dataStart, nowMilliseconds() + <i64>ttlMs);
    memory.copy(stored.dataStart + <usize>EXPIRY_SIZE, start, size);
    return SharedData.set(this.key(key), stored);
  }

  /** Makes `key` have no value; `Ok` when it had none. */
  delete(key: string): Status {
    return SharedData.clear(this.key(key));
  }

  private key(key: string): string {
    return this.name + "." + key;
  }
}
