import { allocate, canHold, trim } from "../../assembly/memory";
import { isPlaced, payloadSize, placePayload } from "../payload";
import { JsonFault } from "./fault";
import { openNodes, roomForNodes, rootNode, settledSize, settledStart } from "./nodes";
import { readValue } from "./read-value";
import { skipSpace } from "./space";
import { JsonValue } from "./value";

/** Zeros behind the text, on which no scan goes on: what reads eight bytes at once needs no other bound. */
const PADDING: usize = 8;

const LENGTH_MAX: usize = 1 << 28;

/** A value, or the reason why there is none. */
@final
export class JsonResult {
  /** @internal */
  constructor(
    /** Null exactly when `error` is not empty. */
    readonly value: JsonValue | null,
    /**
     * What is wrong and where, such as "unexpected character at byte 12", or "$.user.roles[2]: unexpected end at byte 31" inside of
     * an array or object. Of the text it holds nothing but names of members.
     */
    readonly error: string,
  ) {}
}

/**
 * Reads a text (`Bytes`, `Uint8Array`, `ArrayBuffer` or string) as one JSON value (RFC 8259), strictly: UTF-8 without byte order mark,
 * nothing but white space around the value, no lone surrogate escapes, no member name twice (I-JSON, RFC 7493 §2), no number beyond the
 * doubles, at most 64 arrays and objects inside each other. The time is linear in the length, times the logarithm of the number of
 * members of an object. The memory is up to ten times the length; where there is not that much, the result is an error too.
 *
 * @example
 * const result = parseJson(request.body.bytes());
 * const document = result.value;
 * if (document === null) return request.respond(new LocalReply(400).text(result.error));
 */
export function parseJson<T>(text: T): JsonResult {
  const start = placePayload<T>(text);
  return isPlaced(start) ? parseJsonAt(start, payloadSize()) : refuse("larger than memory can hold");
}

/** `parseJson` over the `size` bytes at `start`. The result holds nothing of that memory. */
export function parseJsonAt(start: usize, size: usize): JsonResult {
  const textRoom = (size + PADDING + 7) & ~7;
  const text: usize = size > LENGTH_MAX ? 0 : allocate(textRoom + roomForNodes(size));
  if (text == 0) return refuse("larger than memory can hold");
  const end = text + size;
  memory.copy(text, start, size);
  store<u64>(end, 0);
  openNodes(text, text + textRoom, roomForNodes(size));
  JsonFault.open(text, end);
  let at = readValue(skipSpace(text), 0);
  if (at != 0) at = skipSpace(at);
  if (at != 0 && at != end) at = JsonFault.setUnexpected(at);
  const result = at == 0 ? refuse(JsonFault.message()) : keep(text, size);
  trim(text, 0);
  return result;
}

/** Moves text and nodes to where they outlive the callback. */
function keep(text: usize, size: usize): JsonResult {
  const nodes = settledSize();
  if (!canHold(size + nodes)) return refuse("larger than memory can hold");
  const document = new ArrayBuffer(<i32>(size + nodes));
  const target = changetype<usize>(document);
  memory.copy(target, text, size);
  memory.copy(target + size, settledStart(), nodes);
  const root = rootNode();
  return new JsonResult(new JsonValue(document, load<u32>(root), load<u32>(root, 4)), "");
}

function refuse(error: string): JsonResult {
  return new JsonResult(null, error);
}
