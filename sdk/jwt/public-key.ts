import { derBitString, derConcat, derElement, derInteger, DerTag } from "../asn1/der-writer";
import { JwtAlgorithm } from "./algorithm";
import { EcKey } from "./ec-key";
import { JwtKey } from "./key";
import { RSA_ALGORITHMS, RsaKey } from "./rsa-key";

/** `rsaEncryption` with its NULL (RFC 8017 A.1). */
// @ts-ignore: decorator
@lazy
export const RSA_IDENTIFIER: StaticArray<u8> = [
  0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/** `id-ecPublicKey` with the curve (RFC 5480 §2.1.1). */
// @ts-ignore: decorator
@lazy
export const P256_IDENTIFIER: StaticArray<u8> = [
  0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
];

// @ts-ignore: decorator
@lazy
export const P384_IDENTIFIER: StaticArray<u8> = [
  0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22,
];

/** `id-Ed25519` (RFC 8410 §3). */
// @ts-ignore: decorator
@lazy
export const ED25519_IDENTIFIER: StaticArray<u8> = [0x06, 0x03, 0x2b, 0x65, 0x70];

const MODULUS_BITS_MIN: i32 = 2048;
const MODULUS_BITS_MAX: i32 = 8192;

/**
 * The RSA key of a modulus and an exponent, highest byte first; null unless the modulus is an odd number of 2048 to 8192 bits and the
 * exponent an odd one of 3 to 2^32 - 1: others are weak, or slow enough to hold a worker.
 */
export function rsaKey(
  id: string,
  algorithms: u32,
  modulus: usize,
  modulusSize: usize,
  exponent: usize,
  exponentSize: usize,
): JwtKey | null {
  const allowed = algorithms & RSA_ALGORITHMS;
  const zeros = countZeros(modulus, modulusSize);
  const length = modulusSize - zeros;
  const start = modulus + zeros;
  if (allowed == 0 || length == 0 || length > <usize>(MODULUS_BITS_MAX / 8)) return null;
  const bits = <i32>(length << 3) - (clz(<u32>load<u8>(start)) - 24);
  if (bits < MODULUS_BITS_MIN || (load<u8>(start + length - 1) & 1) == 0) return null;
  const exponentZeros = countZeros(exponent, exponentSize);
  const exponentLength = exponentSize - exponentZeros;
  if (exponentLength == 0 || exponentLength > 4) return null;
  const last = load<u8>(exponent + exponentSize - 1);
  if ((last & 1) == 0 || (exponentLength == 1 && last < 3)) return null;
  const numbers = derConcat(derInteger(start, length), derInteger(exponent, exponentSize));
  const key = derElement(DerTag.Sequence, numbers);
  const modulusBytes = new Uint8Array(<i32>length);
  memory.copy(modulusBytes.dataStart, start, length);
  let power: u32 = 0;
  for (let i = exponentZeros; i < exponentSize; ++i) power = (power << 8) | load<u8>(exponent + i);
  return new RsaKey(id, allowed, publicKeyInfo(RSA_IDENTIFIER, key), modulusBytes, power);
}

/** The key of a point on P-256 or P-384, by the length of its coordinates; null for any other length. */
export function ecKey(id: string, algorithms: u32, x: usize, y: usize, size: usize): JwtKey | null {
  const isP256 = size == 32;
  if (!isP256 && size != 48) return null;
  const allowed = algorithms & (isP256 ? JwtAlgorithm.ES256 : JwtAlgorithm.ES384);
  if (allowed == 0) return null;
  const point = new Uint8Array(1 + 2 * <i32>size);
  store<u8>(point.dataStart, 4);
  memory.copy(point.dataStart + 1, x, size);
  memory.copy(point.dataStart + 1 + size, y, size);
  return new EcKey(id, allowed, publicKeyInfo(isP256 ? P256_IDENTIFIER : P384_IDENTIFIER, point), <i32>size);
}

/** SubjectPublicKeyInfo (RFC 5280 §4.1). */
function publicKeyInfo(identifier: StaticArray<u8>, key: Uint8Array): Uint8Array {
  const content = new Uint8Array(identifier.length);
  memory.copy(content.dataStart, changetype<usize>(identifier), identifier.length);
  return derElement(DerTag.Sequence, derConcat(derElement(DerTag.Sequence, content), derBitString(key)));
}

function countZeros(start: usize, size: usize): usize {
  let count: usize = 0;
  while (count < size && load<u8>(start + count) == 0) ++count;
  return count;
}
