import {
  declareProperty,
  describeJwtReason,
  isFieldText,
  jwtAlgorithmOf,
  JsonKind,
  JsonValue,
  JwtKeys,
  JwtPolicy,
  JwtReason,
  nowSeconds,
  PropertyType,
  Request,
  setProperty,
  Stream,
  verifyJwtAt,
} from "sluice/sdk";
import { Authenticator, Outcome } from "./authenticator";
import { findClaim, textOfClaim } from "./claim-path";
import { ClaimHeader, ClaimState, Provider } from "./config";
import { CredentialSource } from "./credential-source";
import { JwksSource } from "./jwks-source";
import { TokenCache } from "./token-cache";

/** Accepts requests with a valid JWT. */
@final
export class JwtAuthenticator extends Authenticator {
  /** The keys that the cache's tokens were verified with. */
  private cachedFor: JwtKeys | null = null;
  /** What a token must be. */
  readonly policy: JwtPolicy;
  private readonly cache: TokenCache;
  private readonly claimHeaders: Array<ClaimHeader>;
  private readonly claimStates: Array<ClaimState>;

  /** The keys are those of `remote`, or `keys` without it. */
  constructor(
    provider: Provider,
    sources: Array<CredentialSource>,
    private readonly keys: JwtKeys,
    private readonly remote: JwksSource | null,
  ) {
    super(provider.name, "Bearer", sources, provider.forward);
    this.policy = policyOf(provider);
    this.cache = new TokenCache(provider.cachedTokens);
    this.claimHeaders = provider.claimHeaders;
    this.claimStates = provider.claimStates;
  }

  open(): void {
    // As bytes, which they would be else, CEL compares them with no text.
    for (let i = 0; i < this.claimStates.length; ++i) {
      declareProperty(this.claimStates[i].filterState, PropertyType.String);
    }
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
      const text = joinTexts(findClaim(claims, this.claimHeaders[i].claim));
      if (text !== null) request.headers.set(this.claimHeaders[i].header, text);
    }
    for (let i = 0; i < this.claimStates.length; ++i) {
      const text = joinTexts(findClaim(claims, this.claimStates[i].claim));
      if (text !== null) setProperty(this.claimStates[i].filterState, text);
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

function policyOf(provider: Provider): JwtPolicy {
  const policy = new JwtPolicy();
  policy.issuers = provider.issuers;
  policy.audiences = provider.audiences;
  policy.types = provider.types;
  policy.requiredClaims = provider.requiredClaims;
  if (provider.algorithms.length > 0) policy.algorithms = 0;
  for (let i = 0; i < provider.algorithms.length; ++i) policy.algorithms |= jwtAlgorithmOf(provider.algorithms[i]);
  policy.leewaySeconds = <f64>provider.leewaySeconds;
  return policy;
}

/**
 * A claim for a header or a line of a log: several texts with commas between; null where it holds objects, control characters or spaces at an
 * end.
 */
function joinTexts(claim: JsonValue | null): string | null {
  if (claim === null) return null;
  const isArray = claim.kind == JsonKind.Array;
  const count = isArray ? claim.length : 1;
  const texts = new Array<string>();
  for (let i = 0; i < count; ++i) {
    const text = textOfClaim(isArray ? claim.at(i) : claim);
    // A comma within would make two of one.
    if (text === null || !isPlain(text) || (isArray && text.includes(","))) return null;
    texts.push(text);
  }
  return texts.join(",");
}

/**
 * Whether it has no control character, as Envoy writes a text log as it is, where a line feed would begin another's line; and no space at an end,
 * which readers of a header cut off.
 */
function isPlain(text: string): bool {
  return isFieldText(text) && !text.includes("\t") && !text.startsWith(" ") && !text.endsWith(" ");
}
