import { Hash } from "./hash";
import { Montgomery, readNumber, writeNumber } from "./montgomery";
import { timingSafeEqualAt } from "./timing-safe-equal";

// @ts-ignore: decorator
@lazy
const SIGNATURE = memory.data(1024);

// @ts-ignore: decorator
@lazy
const POWER = memory.data(1024);

/** The encoded message: the octets of POWER. */
// @ts-ignore: decorator
@lazy
const ENCODED = memory.data(1024);

/** The digest of the text, and those that are made of it. */
// @ts-ignore: decorator
@lazy
const DIGEST = memory.data(64);

// @ts-ignore: decorator
@lazy
const WORK = memory.data(64);

/**
 * RSASSA-PSS-VERIFY (RFC 8017 §8.1.2, §9.1.2) with MGF1 of the same hash and a salt as long as the hash (RFC 7518 §3.5): whether the
 * `signatureSize` bytes at `signature` are a signature over the `textSize` bytes at `text`. `modulusBits`: 2048 to 8192. Only public
 * values go in: the time is not constant.
 */
export function verifyRsaPss(
  modulus: Montgomery,
  modulusBits: usize,
  exponent: u32,
  hash: Hash,
  text: usize,
  textSize: usize,
  signature: usize,
  signatureSize: usize,
): bool {
  const modulusBytes = (modulusBits + 7) >> 3;
  if (signatureSize != modulusBytes) return false;
  readNumber(SIGNATURE, modulus.size, signature, signatureSize);
  if (!modulus.isReduced(SIGNATURE)) return false;
  hash.updateAt(text, textSize);
  hash.digestTo(DIGEST);
  modulus.power(POWER, SIGNATURE, exponent);

  // One bit less than the modulus has, so that it is below it: with 8k + 1 bits, one octet less.
  const bits = modulusBits - 1;
  const size = (bits + 7) >> 3;
  if (size < modulusBytes && load<u8>(POWER + size) != 0) return false;
  writeNumber(ENCODED, size, POWER);
  return isEncodingOf(DIGEST, ENCODED, size, <u32>((size << 3) - bits), hash);
}

/** EMSA-PSS-VERIFY from step 3 on: `unused` are the bits of the first octet that must be zero. The encoding is unmasked in place. */
function isEncodingOf(digest: usize, encoded: usize, size: usize, unused: u32, hash: Hash): bool {
  const hashSize = <usize>hash.digestLength;
  const maskedSize = size - hashSize - 1;
  const expected = encoded + maskedSize;
  const first = <u32>load<u8>(encoded);
  if (load<u8>(encoded + size - 1) != 0xbc || first >> (8 - unused) != 0) return false;
  unmask(encoded, maskedSize, expected, hash);
  store<u8>(encoded, (<u32>load<u8>(encoded)) & (0xff >> unused));
  const saltStart = expected - hashSize;
  let padding: u32 = 0;
  for (let at = encoded; at < saltStart - 1; at++) padding |= load<u8>(at);
  if (padding != 0 || load<u8>(saltStart - 1) != 1) return false;

  store<u64>(WORK, 0);
  hash.updateAt(WORK, 8);
  hash.updateAt(digest, hashSize);
  hash.updateAt(saltStart, hashSize);
  hash.digestTo(WORK);
  return timingSafeEqualAt(WORK, expected, hashSize);
}

/** XORs MGF1 (RFC 8017 B.2.1) of the digest at `seed` over the `size` bytes at `target`. */
function unmask(target: usize, size: usize, seed: usize, hash: Hash): void {
  const hashSize = <usize>hash.digestLength;
  let counter: u32 = 0;
  for (let at: usize = 0; at < size; at++) {
    const place = at % hashSize;
    if (place == 0) {
      hash.updateAt(seed, hashSize);
      store<u32>(WORK, bswap(counter++));
      hash.updateAt(WORK, 4);
      hash.digestTo(WORK);
    }
    store<u8>(target + at, load<u8>(target + at) ^ load<u8>(WORK + place));
  }
}
