import { canHold } from "../../assembly/memory";
import { Headers } from "../headers";

/**
 * A request's `Cookie` field, of all its lines: a client of HTTP/1 may send several, which Envoy leaves apart and servers join. Empty where there
 * is none, and where memory can't hold it.
 */
export function cookieFieldOf(headers: Headers): Uint8Array {
  const lines = headers.getAll("cookie");
  let size = 0;
  for (let i = 0; i < lines.length; ++i) size += lines[i].byteLength + 2;
  if (size == 0 || !canHold(size)) return new Uint8Array(0);
  const field = new Uint8Array(size);
  let to = field.dataStart;
  for (let i = 0; i < lines.length; ++i) {
    const length = lines[i].byteLength;
    memory.copy(to, lines[i].dataStart, length);
    // A semicolon and a space.
    store<u16>(to + <usize>length, 0x203b);
    to += <usize>length + 2;
  }
  return field.subarray(0, size - 2);
}
