import {
  describeJwtReason,
  JsonKind,
  JsonValue,
  JwtKeys,
  JwtPolicy,
  JwtReason,
  nowSeconds,
  Request,
  Stream,
  verifyJwtAt,
} from "sluice/sdk";
import { Authenticator, Outcome } from "./authenticator";
import { findClaim, textOfClaim } from "./claim-path";
import { ClaimHeader } from "./config";
import { CredentialSource } from "./credential-source";
import { JwksSource } from "./jwks-source";
import { TokenCache } from "./token-cache";

/** Accepts requests with a valid JWT. */
@final
export class JwtAuthenticator extends Authenticator {
  /** The keys that the cache's tokens were verified with. */
  private cachedFor: JwtKeys | null = null;

  /** The keys are `keys`, or those of `remote`. */
  constructor(
    name: string,
    sources: Array<CredentialSource>,
    private readonly keys: JwtKeys | null,
    private readonly remote: JwksSource | null,
    private readonly policy: JwtPolicy,
    private readonly cache: TokenCache,
    private readonly claimHeaders: Array<ClaimHeader>,
  ) {
    super(name, "Bearer", sources);
    for (let i = 0; i < claimHeaders.length; ++i) this.forwarded.push(claimHeaders[i].header);
  }

  open(): void {
    const remote = this.remote;
    if (remote !== null) remote.open();
  }

  wait(stream: Stream): void {
    const remote = this.remote;
    if (remote !== null) remote.wait(stream, this);
  }

  forward(request: Request): void {
    const claims = this.claims;
    if (claims === null) return;
    for (let i = 0; i < this.claimHeaders.length; ++i) {
      const claim = findClaim(claims, this.claimHeaders[i].claim);
      const text = joinTexts(claim);
      if (text !== null) request.headers.set(this.claimHeaders[i].header, text);
    }
  }

  protected judge(start: usize, size: i32, isRetry: bool): Outcome {
    const now = nowSeconds();
    // A host without a clock answers 0, at which no token has expired yet.
    if (now == 0) return this.refuse("no clock");
    const remote = this.remote;
    const keys = remote === null ? this.keys : remote.keys;
    if (keys === null) {
      if (remote !== null && remote.refresh()) return Outcome.Waiting;
      this.reason = "keys unavailable";
      return Outcome.Unavailable;
    }
    if (this.cachedFor !== keys) {
      this.cache.clear();
      this.cachedFor = keys;
    }
    this.claims = this.cache.get(start, size, now);
    if (this.claims !== null) return Outcome.Accepted;
    const result = verifyJwtAt(start, size, keys, this.policy, now);
    const claims = result.claims;
    if (claims !== null) {
      this.cache.set(start, size, claims, this.policy.leewaySeconds);
      this.claims = claims;
      return Outcome.Accepted;
    }
    // The issuer may have a new key since.
    if (result.reason == JwtReason.UnknownKey && remote !== null && !isRetry && remote.refresh()) {
      return Outcome.Waiting;
    }
    return this.refuse(describeJwtReason(result.reason));
  }
}

/** A claim for a header: several texts with commas between; null where it holds objects. */
function joinTexts(claim: JsonValue | null): string | null {
  if (claim === null) return null;
  if (claim.kind != JsonKind.Array) return textOfClaim(claim);
  let joined = "";
  for (let i = 0; i < claim.length; ++i) {
    const item = claim.at(i);
    if (item === null) return null;
    const text = textOfClaim(item);
    // A comma within would make two of one.
    if (text === null || text.includes(",")) return null;
    joined += (i == 0 ? "" : ",") + text;
  }
  return joined;
}
