import { encodeHex, encodeText, Hmac, Sha256, timingSafeEqual } from "sluice/sdk";

/** Who may sign, with the work on the secret done once. */
@final
export class SignatureKey {
  /** Whose nonces are whose: another secret under the same `keyid` is another signer's. Tells nothing of the secret. */
  readonly signer: string;
  private readonly hmac: Hmac;

  constructor(
    readonly keyid: string,
    secret: Uint8Array,
  ) {
    const hmac = new Hmac(new Sha256(), secret);
    // No base of a signature begins so.
    hmac.update(encodeText("nonces\0" + keyid));
    this.signer = encodeHex(hmac.digest().subarray(0, 16));
    this.hmac = hmac;
  }

  /** Whether `signature` is that of `base` (RFC 9421 §3.3.3), in constant time. */
  matches(base: string, signature: Uint8Array): bool {
    this.hmac.update(encodeText(base));
    return timingSafeEqual(this.hmac.digest(), signature);
  }
}
