import { Bytes } from "../../assembly/bytes";
import { getNumberProperty, getProperty, getTextProperty } from "../property";
import { UNKNOWN } from "./unknown";

/**
 * What Envoy knows of the request (`request.*`), also where its headers can no longer be read: in a response callback most of these
 * are there only from `onLog` on.
 *
 * A text or bytes that Envoy does not know, or not yet, is null, a number -1. Texts are copies; bytes live until the callback returns.
 */
export abstract class RequestAttributes {
  /** `:path`, with its query. */
  static get path(): string | null {
    return getTextProperty("request\0path");
  }

  /** The path without its query. */
  static get urlPath(): string | null {
    return getTextProperty("request\0url_path");
  }

  /** `:authority`. */
  static get host(): string | null {
    return getTextProperty("request\0host");
  }

  /** `:scheme`. */
  static get scheme(): string | null {
    return getTextProperty("request\0scheme");
  }

  /** `:method`. */
  static get method(): string | null {
    return getTextProperty("request\0method");
  }

  /** The query without its `?`, as `a=b&c=d`. */
  static get query(): string | null {
    return getTextProperty("request\0query");
  }

  /** The header `referer`. */
  static get referer(): string | null {
    return getTextProperty("request\0referer");
  }

  /** The header `user-agent`. */
  static get useragent(): string | null {
    return getTextProperty("request\0useragent");
  }

  /** `x-request-id`. */
  static get id(): string | null {
    return getTextProperty("request\0id");
  }

  /** `HTTP/1.0`, `HTTP/1.1`, `HTTP/2` or `HTTP/3`. */
  static get protocol(): string | null {
    return getTextProperty("request\0protocol");
  }

  /** When the first byte came, in nanoseconds since 1970-01-01T00:00:00Z. */
  static get time(): i64 {
    return getNumberProperty("request\0time", UNKNOWN);
  }

  /** Nanoseconds from the first byte of the request to the last of the response; from `onLog` on. */
  static get duration(): i64 {
    return getNumberProperty("request\0duration", UNKNOWN);
  }

  /** Bytes of the body: by `content-length`, where there is one, else what came so far. */
  static get size(): i64 {
    return getNumberProperty("request\0size", UNKNOWN);
  }

  /** Bytes of head and body that came; from `onLog` on. */
  static get totalSize(): i64 {
    return getNumberProperty("request\0total_size", UNKNOWN);
  }

  /** Bytes of the names and values of all headers, while they can be read, and from `onLog` on; else 0. */
  static get headersBytes(): i64 {
    return getNumberProperty("request\0headers_bytes", UNKNOWN);
  }

  /** All headers as a serialized map (`name \\0 value \\0`, after the sizes). */
  static get headers(): Bytes | null {
    return getProperty("request\0headers");
  }
}
