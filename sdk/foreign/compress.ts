import { Status } from "../../assembly/shared/abi";
import { callForeignFunction } from "./call";

/**
 * `data` in the zlib format (RFC 1950; HTTP's `deflate`), made by Envoy; null when it has no such function. `data` is a string,
 * `Uint8Array`, `ArrayBuffer` or `Bytes`.
 */
export function compress<T>(data: T): Uint8Array | null {
  const result = callForeignFunction<T>("compress", data);
  return result.status == Status.Ok ? result.bytes.toUint8Array() : null;
}

/**
 * What `data` in the zlib format was; null when it is no such data. Envoy sets no bound to the size of the answer: give it nothing that a
 * client may have made, unless the module can afford it.
 */
export function uncompress<T>(data: T): Uint8Array | null {
  const result = callForeignFunction<T>("uncompress", data);
  return result.status == Status.Ok ? result.bytes.toUint8Array() : null;
}
