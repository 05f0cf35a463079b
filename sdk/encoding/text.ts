import { decodeUtf8, encodeUtf8, utf8Length } from "../../assembly/utf8";

/** `text` as UTF-8, as the WHATWG `TextEncoder` has it: a lone surrogate becomes U+FFFD. */
export function encodeText(text: string): Uint8Array {
  const bytes = new Uint8Array(<i32>utf8Length(text));
  encodeUtf8(text, bytes.dataStart);
  return bytes;
}

/** `bytes` read as UTF-8, as the WHATWG `TextDecoder` does: what is malformed becomes U+FFFD. A byte order mark is kept. */
export function decodeText(bytes: Uint8Array): string {
  return decodeUtf8(bytes.dataStart, bytes.byteLength);
}
