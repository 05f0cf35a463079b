import { Hmac } from "../crypto/hmac";
import { Sha256 } from "../crypto/sha256";
import { Sha384, Sha512 } from "../crypto/sha512";
import { timingSafeEqualAt } from "../crypto/timing-safe-equal";
import { JwtAlgorithm } from "./algorithm";
import { JwtKey } from "./key";

// @ts-ignore: decorator
@lazy
const TAG = memory.data(64);

/** A shared secret (RFC 7518 §3.2), its part of the work done once for each of its algorithms. */
@final
export class SecretKey extends JwtKey {
  private hs256: Hmac | null = null;
  private hs384: Hmac | null = null;
  private hs512: Hmac | null = null;

  constructor(id: string, algorithms: u32, secret: Uint8Array) {
    super(id, algorithms);
    this.isShort = secret.length < (algorithms & JwtAlgorithm.HS256 ? 32 : algorithms & JwtAlgorithm.HS384 ? 48 : 64);
    if (algorithms & JwtAlgorithm.HS256) this.hs256 = new Hmac(new Sha256(), secret);
    if (algorithms & JwtAlgorithm.HS384) this.hs384 = new Hmac(new Sha384(), secret);
    if (algorithms & JwtAlgorithm.HS512) this.hs512 = new Hmac(new Sha512(), secret);
  }

  verify(algorithm: JwtAlgorithm, text: usize, textLength: usize, signature: usize, signatureLength: usize): bool {
    const hmac =
      algorithm == JwtAlgorithm.HS256
        ? this.hs256
        : algorithm == JwtAlgorithm.HS384
          ? this.hs384
          : algorithm == JwtAlgorithm.HS512
            ? this.hs512
            : null;
    if (hmac === null || signatureLength != hmac.digestLength) return false;
    hmac.updateAt(text, textLength);
    hmac.digestTo(TAG);
    return timingSafeEqualAt(signature, TAG, signatureLength);
  }
}
