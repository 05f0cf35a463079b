import { BufferType, Status } from "../assembly/shared/abi";
import { getBufferBytes, getBufferLength, setBufferBytes } from "../assembly/hostcalls/buffer";
import { Bytes, resultBytes } from "../assembly/bytes";
import { resultSize, resultStart } from "../assembly/memory";
import { readText } from "../assembly/text";
import { payloadSize, placePayload } from "./payload";

const ALL: u32 = u32.MAX_VALUE;

/**
 * What is there of a message's body: in a body callback the bytes that came, together with those that Envoy holds since the filter
 * paused. To see a whole body, pause until `endOfStream`; Envoy holds as much as its buffer limit, then answers 413 or 500.
 *
 * Whoever changes the size of a body removes `content-length` first, in the headers callback: later, the headers are gone.
 *
 * @example
 * onResponseBody(response: Response): Flow {
 *   if (!response.endOfStream) return Flow.Pause;
 *   response.body.replace(response.body.text().replaceAll("secret", "******"));
 *   return Flow.Continue;
 * }
 */
@final
export class Body {
  constructor(private readonly buffer: BufferType) {}

  /** Number of bytes that are there; 0 outside a body callback. */
  get byteLength(): u32 {
    return getBufferLength(this.buffer);
  }

  /** The bytes from `start` up to `end`, both clamped; they live until the callback returns. Empty when memory can't hold them. */
  bytes(start: u32 = 0, end: u32 = ALL): Bytes {
    getBufferBytes(this.buffer, start, end > start ? end - start : 0);
    return resultBytes();
  }

  /** The bytes as text; what is no UTF-8 becomes U+FFFD. */
  text(): string {
    getBufferBytes(this.buffer, 0, ALL);
    return readText(resultStart(), resultSize());
  }

  /** Puts `value` (string, `Uint8Array`, `ArrayBuffer` or `Bytes`) in the place of all that is there. */
  replace<T>(value: T): Status {
    const start = placePayload<T>(value);
    return setBufferBytes(this.buffer, 0, ALL, start, payloadSize());
  }

  /** Adds `value` after what is there. */
  append<T>(value: T): Status {
    const start = placePayload<T>(value);
    return setBufferBytes(this.buffer, ALL, 0, start, payloadSize());
  }

  /** Adds `value` before what is there. */
  prepend<T>(value: T): Status {
    const start = placePayload<T>(value);
    return setBufferBytes(this.buffer, 0, 0, start, payloadSize());
  }
}
