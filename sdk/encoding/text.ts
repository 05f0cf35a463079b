import { canHold } from "../../assembly/memory";
import { readText } from "../../assembly/text";
import { encodeUtf8, utf8Length } from "../../assembly/utf8";

/** `text` as UTF-8, as the WHATWG `TextEncoder` has it: a lone surrogate becomes U+FFFD. Empty when memory can't hold it. */
export function encodeText(text: string): Uint8Array {
  const size = utf8Length(text);
  if (!canHold(size)) return new Uint8Array(0);
  const bytes = new Uint8Array(<i32>size);
  encodeUtf8(text, bytes.dataStart);
  return bytes;
}

/**
 * `bytes` read as UTF-8, as the WHATWG `TextDecoder` does: what is malformed becomes U+FFFD. A byte order mark is kept. Empty when memory
 * can't hold the text.
 */
export function decodeText(bytes: Uint8Array): string {
  return readText(bytes.dataStart, bytes.byteLength);
}

/**
 * The parts of `text` between the ASCII characters whose code is `separator`, as `split` has them: one more than there are such characters.
 *
 * @example
 * splitText("read write", 0x20); // ["read", "write"]
 */
export function splitText(text: string, separator: i32): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let end = 0; end <= text.length; ++end) {
    if (end < text.length && text.charCodeAt(end) != separator) continue;
    parts.push(text.substring(start, end));
    start = end + 1;
  }
  return parts;
}
