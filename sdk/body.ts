import { BufferType, Status } from "../assembly/shared/abi";
import { getBufferBytes, getBufferLength, setBufferBytes } from "../assembly/hostcalls/buffer";
import { Bytes, resultBytes } from "../assembly/bytes";
import { canHold, resultSize, resultStart } from "../assembly/memory";
import { readText } from "../assembly/text";
import { payloadSize, placePayload } from "./payload";

const ALL: u32 = u32.MAX_VALUE;

/** Bytes of memory for each byte of a body that is read as text, changed, and written: two texts in UTF-16, and the longest UTF-8. */
const TEXT_FACTOR: usize = 7;

/**
 * What is there of a message's body: in a body callback the bytes that came, together with those that Envoy holds since the filter
 * paused. To see a whole body, pause until `endOfStream`; Envoy holds as much as its buffer limit, then answers 413 or 500.
 *
 * Whoever changes the size of a body removes `content-length` first, in the headers callback: later, the headers are gone.
 *
 * @example
 * onResponseBody(response: Response): Flow {
 *   if (!response.endOfStream) return Flow.Pause;
 *   const text = response.body.text();
 *   if (text === null) return response.respond(new LocalReply(502));
 *   const status = response.body.replace(text.replaceAll("secret", "******"));
 *   return status == Status.Ok ? Flow.Continue : response.respond(new LocalReply(502));
 * }
 */
@final
export class Body {
  constructor(private readonly buffer: BufferType) {}

  /** Number of bytes that are there; 0 outside a body callback. */
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
