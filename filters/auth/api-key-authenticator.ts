import { encodeHex, Request, Sha256 } from "sluice/sdk";
import { Authenticator, Outcome } from "./authenticator";
import { ApiKey } from "./config";
import { CredentialSource } from "./credential-source";

const KEY_BYTES_MAX: i32 = 1024;

// @ts-ignore: decorator
@lazy
const hash: Sha256 = new Sha256();

/** Accepts requests with one of a list of keys, of which it knows the SHA-256 only. */
@final
export class ApiKeyAuthenticator extends Authenticator {
  private readonly owners: Map<string, string> = new Map<string, string>();
  private owner: string = "";

  constructor(
    name: string,
    sources: Array<CredentialSource>,
    keys: Array<ApiKey>,
    private readonly nameHeader: string | null,
  ) {
    super(name, "ApiKey", sources);
    for (let i = 0; i < keys.length; ++i) this.owners.set(keys[i].sha256, keys[i].name);
  }

  forward(request: Request): void {
    const header = this.nameHeader;
    if (header !== null) request.headers.set(header, this.owner);
  }

  forwarded(): Array<string> {
    const header = this.nameHeader;
    return header === null ? [] : [header];
  }

  protected judge(start: usize, size: i32, isRetry: bool): Outcome {
    if (size > KEY_BYTES_MAX) return this.refuse("wrong key");
    hash.updateAt(start, size);
    // Looking up tells by its time at most how a digest begins, and no key follows from that.
    const digest = encodeHex(hash.digest());
    if (!this.owners.has(digest)) return this.refuse("wrong key");
    this.owner = this.owners.get(digest);
    return Outcome.Accepted;
  }
}
