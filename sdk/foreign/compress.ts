import { Status } from "../../assembly/shared/abi";
import { copyWhole } from "../../assembly/bytes";
import { callForeignFunction } from "./call";

/**
 * `data` in the zlib format (RFC 1950; HTTP's `deflate`), made by Envoy; null when it has no such function, and when memory can't hold the
 * answer. `data` is a string, `Uint8Array`, `ArrayBuffer` or `Bytes`. From every callback; not in top-level code. (Foreign function:
 * `compress`.)
 */
export function compress<T>(data: T): Uint8Array | null {
  const result = callForeignFunction<T>("compress", data);
  return result.status == Status.Ok ? copyWhole(result.bytes) : null;
}

/**
 * What `data` in the zlib format was; null when it is no such data, when Envoy has no such function, and when memory can't hold the answer.
 * Envoy sets no bound to its size, in its own memory neither: give it nothing that a client may have made. From every callback; not in
 * top-level code. (Foreign function: `uncompress`.)
 */
export function uncompress<T>(data: T): Uint8Array | null {
  const result = callForeignFunction<T>("uncompress", data);
  return result.status == Status.Ok ? copyWhole(result.bytes) : null;
}
