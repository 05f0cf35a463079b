import { Bytes, Sha256, Sha512, timingSafeEqual } from "sluice/sdk";
import { parseByteSequences } from "./byte-sequences";

// @ts-ignore: decorator
@lazy
const sha256: Sha256 = new Sha256();

// @ts-ignore: decorator
@lazy
const sha512: Sha512 = new Sha512();

/** What a request's `Content-Digest` (RFC 9530) says of its body. */
@final
export class ContentDigest {
  constructor(
    private readonly sha256: Uint8Array | null,
    private readonly sha512: Uint8Array | null,
  ) {}

  /** Reads the field; null where it is malformed, or has none of the two algorithms that are secure (RFC 9530 §5). */
  static parse(field: string): ContentDigest | null {
    const members = parseByteSequences(field);
    if (members === null) return null;
    const digest = new ContentDigest(find(members, "sha-256"), find(members, "sha-512"));
    return digest.sha256 === null && digest.sha512 === null ? null : digest;
  }

  /** Whether it is that of this body, by all that it has. */
  matches(body: Bytes | null): bool {
    const start: usize = body === null ? 0 : body.dataStart;
    const size: usize = body === null ? 0 : <usize>body.byteLength;
    const short = this.sha256;
    const long = this.sha512;
    if (short !== null) {
      sha256.updateAt(start, size);
      if (!timingSafeEqual(sha256.digest(), short)) return false;
    }
    if (long === null) return true;
    sha512.updateAt(start, size);
    return timingSafeEqual(sha512.digest(), long);
  }
}

function find(members: Map<string, Uint8Array>, key: string): Uint8Array | null {
  if (!members.has(key)) return null;
  return members.get(key);
}
