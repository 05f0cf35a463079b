import { decodeBase64, encodeText } from "sluice/sdk";
import { FieldScanner } from "./field-scanner";

/**
 * Reads a dictionary of byte sequences (RFC 9651 §3.2), as `Signature` and `Content-Digest` are; null where it is malformed, or has a key twice.
 */
export function parseByteSequences(field: string): Map<string, Uint8Array> | null {
  const scanner = new FieldScanner(field);
  const members = new Map<string, Uint8Array>();
  do {
    const key = scanner.readKey();
    if (key.length == 0 || members.has(key) || !scanner.take(0x3d)) return null;
    const base64 = scanner.readBase64();
    if (base64 === null) return null;
    const bytes = decodeBase64(encodeText(base64));
    if (bytes === null) return null;
    members.set(key, bytes);
    if (scanner.isAtEnd) return members;
  } while (scanner.takeComma());
  return null;
}
