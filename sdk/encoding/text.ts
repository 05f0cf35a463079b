import { canHold, trim } from "../../assembly/memory";
import { NOWHERE, readText, textSize, writeText } from "../../assembly/text";

/** `text` as UTF-8, as the WHATWG `TextEncoder` has it: a lone surrogate becomes U+FFFD. Empty when memory can't hold it. */
export function encodeText(text: string): Uint8Array {
  const start = writeText(text);
  const size = textSize();
  const bytes = new Uint8Array(start != NOWHERE && canHold(size) ? <i32>size : 0);
  if (bytes.length > 0) memory.copy(bytes.dataStart, start, size);
  if (start != NOWHERE) trim(start, 0);
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
