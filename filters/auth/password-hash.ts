import { encodeHex, encodeText, Sha256, timingSafeEqual } from "sluice/sdk";

const PREFIX = "sha256$";

/** A password as `sha256$SALT$HEX` has it: the SHA-256 over salt and password. */
@final
export class PasswordHash {
  private readonly salt: Uint8Array;
  private readonly digest: Uint8Array;

  constructor(salt: string, digest: string) {
    this.salt = encodeText(salt);
    this.digest = encodeText(digest);
  }

  /** Reads one; null when it is another kind of hash, or none. */
  static parse(text: string): PasswordHash | null {
    if (!text.startsWith(PREFIX)) return null;
    const mark = text.indexOf("$", PREFIX.length);
    if (mark < 0) return null;
    const digest = text.substring(mark + 1);
    if (digest.length != 64) return null;
    for (let i = 0; i < digest.length; ++i) {
      const unit = digest.charCodeAt(i);
      if ((unit < 0x30 || unit > 0x39) && (unit < 0x61 || unit > 0x66)) return null;
    }
    return new PasswordHash(text.substring(PREFIX.length, mark), digest);
  }

  /** Whether it is that of this password, in constant time. */
  matches(password: Uint8Array): bool {
    const hash = new Sha256();
    hash.update(this.salt);
    hash.update(password);
    return timingSafeEqual(encodeText(encodeHex(hash.digest())), this.digest);
  }
}
