import { BufferType, HeaderMapType, Status } from "../assembly/shared/abi";
import { getBufferBytes, getBufferLength, setBufferBytes } from "../assembly/hostcalls/buffer";
import { getHeaderMapValue, removeHeaderMapValue, replaceHeaderMapValue } from "../assembly/hostcalls/headers";
import { Bytes, resultBytes } from "../assembly/bytes";
import { canHold, resultSize, resultStart } from "../assembly/memory";
import { readText, textSize, writeText } from "../assembly/text";
import { payloadSize, placePayload } from "./payload";

const ALL: u32 = u32.MAX_VALUE;

/** A map type that no host has. */
const NO_HEADERS: HeaderMapType = i32.MAX_VALUE;

/** Bytes of memory for each byte of a body that is read as text, changed, and written: two texts in UTF-16, and the longest UTF-8. */
const TEXT_FACTOR: usize = 7;

/**
 * What is there of a message's body: in a body callback the bytes that came, together with those that Envoy holds since the filter
 * paused. To see a whole body, override `onWholeRequestBody`, which also knows of trailers; to change it as it passes, see `append`.
 *
 * Whoever changes the size of a body calls `willChange` in the headers callback: later, the headers are gone. Only where they still wait,
 * because the filter paused there with `allow_on_headers_stop_iteration`, a change puts `content-length` right by itself, or takes it away
 * where more of the body follows. Likewise a reply of the filter's own: in place of a response whose headers have gone on, the client
 * gets that one, broken off.
 *
 * @example
 * class Censor extends HttpFilter {
 *   onResponseHeaders(response: Response): Flow {
 *     if (!response.endOfStream) response.body.willChange();
 *     return Flow.Continue;
 *   }
 *   responseBodyLimit(): u32 {
 *     return 65536;
 *   }
 *   onWholeResponseBody(response: Response): Flow {
 *     const text = response.body.text();
 *     if (text === null) return response.respond(new LocalReply(502));
 *     if (text.length == 0) return Flow.Continue;
 *     const status = response.body.replace(text.replaceAll("secret", "******"));
 *     return status == Status.Ok ? Flow.Continue : response.respond(new LocalReply(502));
 *   }
 * }
 */
@final
export class Body {
  /**
   * Whether nothing follows what is there.
   *
   * @internal
   */
  isWhole: bool = false;

  /** @internal */
  constructor(private readonly buffer: BufferType) {}

  /** Number of bytes that are there, those that Envoy holds since a pause included; 0 outside the callbacks of the body and of its trailers. */
  get byteLength(): u32 {
    return getBufferLength(this.buffer);
  }

  /**
   * The bytes from `start` up to `end`, both clamped; they live until the callback returns. Empty when nothing is there, null when the
   * module's memory can't hold them.
   */
  bytes(start: u32 = 0, end: u32 = ALL): Bytes | null {
    const status = getBufferBytes(this.buffer, start, end > start ? end - start : 0);
    return status == Status.InvalidMemoryAccess ? null : resultBytes();
  }

  /**
   * The bytes as text; what is no UTF-8 becomes U+FFFD. Null when the module's memory can't hold the text and a changed copy of it:
   * from about 5 MiB on, of a memory of 64 MiB.
   */
  text(): string | null {
    const status = getBufferBytes(this.buffer, 0, ALL);
    if (status == Status.InvalidMemoryAccess || !canHold(resultSize() * TEXT_FACTOR)) return null;
    return readText(resultStart(), resultSize());
  }

  /**
   * Says in the headers callback that the size of the body will change: takes `content-length` away, so that the message is framed anew.
   * Do so only for a message that has a body: a response to HEAD keeps its length.
   */
  willChange(): Status {
    return removeHeaderMapValue(headersOf(this.buffer), "content-length");
  }

  /**
   * Puts `value` (string, `Uint8Array`, `ArrayBuffer` or `Bytes`; null is empty) in the place of all that is there. Anything but
   * `Status.Ok` outside the callbacks of the body and of its trailers: nothing was changed then. (ABI: `proxy_set_buffer_bytes`.)
   */
  replace<T>(value: T): Status {
    const start = placePayload<T>(value);
    return this.set(0, ALL, start);
  }

  /** Adds `value` after what is there, in the callback of the last part at the end of the body; otherwise as `replace`. */
  append<T>(value: T): Status {
    const start = placePayload<T>(value);
    return this.set(ALL, 0, start);
  }

  /** Adds `value` before what is there, in the callback of the first part at the start of the body; otherwise as `replace`. */
  prepend<T>(value: T): Status {
    const start = placePayload<T>(value);
    return this.set(0, 0, start);
  }

  private set(start: u32, length: u32, payload: usize): Status {
    const status = setBufferBytes(this.buffer, start, length, payload, payloadSize());
    const headers = headersOf(this.buffer);
    if (status != Status.Ok || getHeaderMapValue(headers, "content-length") != Status.Ok) return status;
    if (!this.isWhole) return removeHeaderMapValue(headers, "content-length");
    const text = writeText(this.byteLength.toString());
    return replaceHeaderMapValue(headers, "content-length", text, textSize());
  }
}

/** The headers of the message that a body belongs to; for a connection's data, a map that no host has. */
function headersOf(buffer: BufferType): HeaderMapType {
  if (buffer == BufferType.HttpRequestBody) return HeaderMapType.HttpRequestHeaders;
  return buffer == BufferType.HttpResponseBody ? HeaderMapType.HttpResponseHeaders : NO_HEADERS;
}
