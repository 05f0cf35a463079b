import { Bytes } from "../../assembly/bytes";
import { canHold } from "../../assembly/memory";
import { Hash } from "../crypto/hash";
import { Montgomery, readNumber } from "../crypto/montgomery";
import { verifyRsaPss } from "../crypto/rsa-pss";
import { Sha256 } from "../crypto/sha256";
import { Sha384, Sha512 } from "../crypto/sha512";
import { verifySignatureAt } from "../foreign/signature";
import { hashNameOf, JwtAlgorithm } from "./algorithm";
import { JwtKey } from "./key";

const PKCS1_ALGORITHMS: u32 = JwtAlgorithm.RS256 | JwtAlgorithm.RS384 | JwtAlgorithm.RS512;
const PSS_ALGORITHMS: u32 = JwtAlgorithm.PS256 | JwtAlgorithm.PS384 | JwtAlgorithm.PS512;

/** What an RSA key is good for. */
export const RSA_ALGORITHMS: u32 = PKCS1_ALGORITHMS | PSS_ALGORITHMS;

/** Room for the largest modulus, and for what a prepared one keeps beside it. */
const MODULUS_BYTES: usize = 1024;

// @ts-ignore: decorator
@lazy
const MODULUS = memory.data(1024);

// @ts-ignore: decorator
@lazy
const SHA256 = new Sha256();

// @ts-ignore: decorator
@lazy
const SHA384 = new Sha384();

// @ts-ignore: decorator
@lazy
const SHA512 = new Sha512();

/**
 * An RSA public key, for RS256, RS384 and RS512 (RFC 7518 §3.3), which the host checks, and for PS256, PS384 and PS512 (§3.5), for which
 * Envoy has no function.
 */
@final
export class RsaKey extends JwtKey {
  /** Made for the first PS token: a set may have many keys, and most are for RS. */
  private prepared: Montgomery | null = null;

  /** `publicKey` is a SubjectPublicKeyInfo; `modulus` its modulus, highest byte first and without leading zeros. */
  constructor(
    id: string,
    algorithms: u32,
    private readonly publicKey: Uint8Array,
    private readonly modulus: Uint8Array,
    private readonly exponent: u32,
  ) {
    super(id, algorithms);
  }

  verify(algorithm: JwtAlgorithm, text: usize, textLength: usize, signature: usize, signatureLength: usize): bool {
    // RFC 8017 §8.1.2 and §8.2.2: as long as the modulus, or it is none.
    if (signatureLength != this.modulus.length) return false;
    if (algorithm & PKCS1_ALGORITHMS) {
      const hash = hashNameOf(algorithm);
      return verifySignatureAt(
        hash,
        this.publicKey,
        new Bytes(signature, signatureLength),
        new Bytes(text, textLength),
      );
    }
    const modulus = this.prepare();
    if (modulus === null) return false;
    const bits = ((<usize>signatureLength) << 3) + 24 - <usize>clz(<u32>unchecked(this.modulus[0]));
    const hash = hashOf(algorithm);
    return verifyRsaPss(modulus, bits, this.exponent, hash, text, textLength, signature, signatureLength);
  }

  private prepare(): Montgomery | null {
    const known = this.prepared;
    if (known !== null) return known;
    if (!canHold(MODULUS_BYTES * 4)) return null;
    const length = <usize>this.modulus.length;
    const words = (length + 3) >> 2;
    readNumber(MODULUS, words << 2, this.modulus.dataStart, length);
    const made = new Montgomery(MODULUS, <i32>words);
    this.prepared = made;
    return made;
  }
}

function hashOf(algorithm: JwtAlgorithm): Hash {
  if (algorithm == JwtAlgorithm.PS256) return SHA256;
  return algorithm == JwtAlgorithm.PS384 ? SHA384 : SHA512;
}
