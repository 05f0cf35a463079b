import { encodeHex, Sha256, TextMap } from "sluice/sdk";
import { Outcome } from "./authenticator";
import { Provider } from "./config";
import { CredentialSource } from "./credential-source";
import { NamedAuthenticator } from "./named-authenticator";

const KEY_BYTES_MAX: i32 = 1024;

// @ts-ignore: decorator
@lazy
const hash: Sha256 = new Sha256();

/** Accepts requests with one of a list of keys, of which it knows the SHA-256 only. */
@final
export class ApiKeyAuthenticator extends NamedAuthenticator {
  /** `owners`: the names by the digests of their keys. */
  constructor(
    provider: Provider,
    sources: Array<CredentialSource>,
    private readonly owners: TextMap<string>,
  ) {
    super(provider, "ApiKey", sources);
  }

  protected judge(start: usize, size: i32, isRetry: bool): Outcome {
    if (size > KEY_BYTES_MAX) return this.refuse("wrong key");
    hash.updateAt(start, size);
    // Looking up tells by its time at most how a digest begins, and no key follows from that.
    const digest = encodeHex(hash.digest());
    if (!this.owners.has(digest)) return this.refuse("wrong key");
    this.somebody = this.owners.get(digest);
    return Outcome.Accepted;
  }
}
