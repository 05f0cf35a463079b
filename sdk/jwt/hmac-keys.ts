import { Hmac } from "../crypto/hmac";
import { Sha256 } from "../crypto/sha256";
import { Sha384, Sha512 } from "../crypto/sha512";

/**
 * One shared secret, made ready for HS256, HS384 and HS512 (RFC 7518 §3.2): built once where the configuration is read, used
 * for every token. RFC 7518 asks for a secret of at least 32, 48 or 64 bytes; a shorter one can be guessed offline from one
 * token, and refusing it is up to whoever reads the configuration.
 */
export class HmacKeys {
  private readonly hs256: Hmac;
  private readonly hs384: Hmac;
  private readonly hs512: Hmac;

  /** `secret`: its bytes as they are, not in base64. */
  constructor(secret: Uint8Array) {
    this.hs256 = new Hmac(new Sha256(), secret);
    this.hs384 = new Hmac(new Sha384(), secret);
    this.hs512 = new Hmac(new Sha512(), secret);
  }

  /** The key state for the `alg` of a JWS header, or null for every other algorithm, `none` included. */
  get(alg: string): Hmac | null {
    if (alg == "HS256") return this.hs256;
    if (alg == "HS384") return this.hs384;
    if (alg == "HS512") return this.hs512;
    return null;
  }
}
