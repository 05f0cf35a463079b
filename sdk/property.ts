import { Status } from "../assembly/shared/abi";
import { getProperty as fetchProperty, setProperty as storeProperty } from "../assembly/hostcalls/property";
import { Bytes, resultBytes, resultText } from "../assembly/bytes";
import { resultSize, resultStart } from "../assembly/memory";
import { payloadSize, placePayload } from "./payload";

/**
 * What Envoy knows of the stream, its connection and its route, by the attribute's path; segments are joined by NUL.
 * Null when Envoy does not know it, or not yet. The bytes live until the callback returns: of a text its own, of a number, time or duration
 * 8, little endian, of a bool 1, of a map the ABI's serialized pairs, of a message its protobuf. The attributes that Envoy documents have
 * typed accessors, such as `RequestAttributes`. (ABI: `proxy_get_property`.)
 *
 * @example
 * const code = getNumberProperty("response\0code");
 */
export function getProperty(path: string): Bytes | null {
  return fetchProperty(path) == Status.Ok ? resultBytes() : null;
}

/** A text attribute, such as `request\0host`; null when Envoy does not know it, and when memory can't hold it. */
export function getTextProperty(path: string): string | null {
  return fetchProperty(path) == Status.Ok ? resultText() : null;
}

/**
 * A number, time or duration attribute: durations and times are nanoseconds. `otherwise` when Envoy does not know it, or when
 * the attribute is no number.
 */
export function getNumberProperty(path: string, otherwise: i64 = 0): i64 {
  return fetchProperty(path) == Status.Ok && resultSize() == 8 ? load<i64>(resultStart()) : otherwise;
}

/** A yes-or-no attribute, such as `connection\0mtls`; false when Envoy does not know it. */
export function getBooleanProperty(path: string): bool {
  return fetchProperty(path) == Status.Ok && resultSize() == 1 && load<u8>(resultStart()) != 0;
}

/**
 * Keeps a value (string, `Uint8Array`, `ArrayBuffer` or `Bytes`) with the stream; Envoy's access log and other filters see it as filter state
 * `wasm.` and `path`, `getProperty(path)` reads it again. `Status.NotFound` in a callback of the plugin, which has no stream;
 * `Status.BadArgument` for what was declared read-only and is set a second time. (ABI: `proxy_set_property`.)
 */
export function setProperty<T>(path: string, value: T): Status {
  const start = placePayload<T>(value);
  return storeProperty(path, start, payloadSize());
}
