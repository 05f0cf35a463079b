import { DerReader } from "../asn1/der-reader";
import { DerTag } from "../asn1/der-writer";
import { compareBytes } from "../compare-bytes";
import { decodeBase64 } from "../encoding/base64";
import { encodeText } from "../encoding/text";
import { JwtKey } from "./key";
import { okpKey } from "./okp-key";
import { ecKey, ED25519_IDENTIFIER, P256_IDENTIFIER, P384_IDENTIFIER, RSA_IDENTIFIER, rsaKey } from "./public-key";

/**
 * The public key that a PEM text (RFC 7468) holds: `PUBLIC KEY` (SubjectPublicKeyInfo) of RSA, P-256, P-384 or Ed25519, or `RSA PUBLIC KEY`
 * (PKCS #1). Null when it is neither, is too short or too long, or `algorithms` has none that it is good for.
 */
export function readPem(pem: string, id: string, algorithms: u32): JwtKey | null {
  let start = 0;
  let stop = pem.length;
  while (start < stop && pem.charCodeAt(start) <= 0x20) ++start;
  while (stop > start && pem.charCodeAt(stop - 1) <= 0x20) --stop;
  const text = pem.substring(start, stop);
  const info = contentOf(text, "PUBLIC KEY");
  if (info !== null) return readPublicKeyInfo(info, id, algorithms);
  const rsa = contentOf(text, "RSA PUBLIC KEY");
  return rsa === null ? null : readRsa(new DerReader(rsa.dataStart, rsa.byteLength), id, algorithms);
}

/** The bytes between the two lines of the label, when the text is these and nothing else. */
function contentOf(text: string, label: string): Uint8Array | null {
  const begin = "-----BEGIN " + label + "-----";
  const end = "-----END " + label + "-----";
  if (text.length < begin.length + end.length || !text.startsWith(begin) || !text.endsWith(end)) return null;
  const lines = text.substring(begin.length, text.length - end.length);
  const base64 = encodeText(lines);
  let length = 0;
  for (let i = 0; i < base64.length; ++i) {
    const byte = unchecked(base64[i]);
    if (byte != 0x20 && byte != 0x09 && byte != 0x0a && byte != 0x0d) unchecked((base64[length++] = byte));
  }
  return decodeBase64(base64.subarray(0, length));
}

function readPublicKeyInfo(info: Uint8Array, id: string, algorithms: u32): JwtKey | null {
  const outer = new DerReader(info.dataStart, info.byteLength);
  const sequence = outer.enter(DerTag.Sequence);
  if (!outer.isDone || !sequence.read(DerTag.Sequence)) return null;
  const identifier = sequence.start;
  const identifierSize = sequence.size;
  if (!sequence.read(DerTag.BitString) || !sequence.isDone) return null;
  if (sequence.size < 2 || load<u8>(sequence.start) != 0) return null;
  const key = sequence.start + 1;
  const size = sequence.size - 1;
  if (isSame(RSA_IDENTIFIER, identifier, identifierSize)) return readRsa(new DerReader(key, size), id, algorithms);
  if (isSame(ED25519_IDENTIFIER, identifier, identifierSize)) return okpKey(id, algorithms, key, size);
  const isP256 = isSame(P256_IDENTIFIER, identifier, identifierSize);
  if (!isP256 && !isSame(P384_IDENTIFIER, identifier, identifierSize)) return null;
  const coordinate: usize = isP256 ? 32 : 48;
  // An uncompressed point (SEC 1 §2.3.3).
  if (size != 1 + 2 * coordinate || load<u8>(key) != 4) return null;
  return ecKey(id, algorithms, key + 1, key + 1 + coordinate, coordinate);
}

/** RSAPublicKey (RFC 8017 A.1.1). */
function readRsa(outer: DerReader, id: string, algorithms: u32): JwtKey | null {
  const numbers = outer.enter(DerTag.Sequence);
  if (!outer.isDone || !numbers.readNatural()) return null;
  const modulus = numbers.start;
  const modulusSize = numbers.size;
  if (!numbers.readNatural() || !numbers.isDone) return null;
  return rsaKey(id, algorithms, modulus, modulusSize, numbers.start, numbers.size);
}

function isSame(identifier: StaticArray<u8>, start: usize, size: usize): bool {
  return <usize>identifier.length == size && compareBytes(changetype<usize>(identifier), start, size) == 0;
}
