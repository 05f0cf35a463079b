import { encodeText, Hmac, Sha256, timingSafeEqual } from "sluice/sdk";

/** Who may sign, with the work on the secret done once. */
@final
export class SignatureKey {
  private readonly hmac: Hmac;

  constructor(
    readonly keyid: string,
    secret: Uint8Array,
  ) {
    this.hmac = new Hmac(new Sha256(), secret);
  }

  /** Whether `signature` is that of `base` (RFC 9421 §3.3.3), in constant time. */
  matches(base: string, signature: Uint8Array): bool {
    this.hmac.update(encodeText(base));
    return timingSafeEqual(this.hmac.digest(), signature);
  }
}
