import { ALL_ALGORITHMS } from "./algorithm";

/**
 * What a token must be, beside genuine: empty lists ask for nothing.
 *
 * @example
 * const policy = new JwtPolicy();
 * policy.issuers.push("https://issuer.example");
 * policy.leewaySeconds = 30;
 */
@final
export class JwtPolicy {
  /** Who may have issued it (`iss`): one of these. */
  issuers: Array<string> = new Array<string>();
  /** Whom it must be for (`aud`): one of these at least. */
  audiences: Array<string> = new Array<string>();
  /** What it must be (`typ` of the header, RFC 8725 §3.11): one of these, without case, with or without `application/`. */
  types: Array<string> = new Array<string>();
  /** Claims that it must have, of whatever value. */
  requiredClaims: Array<string> = new Array<string>();
  /** The algorithms that are allowed, of those that the keys are good for: bits of `JwtAlgorithm`. */
  algorithms: u32 = ALL_ALGORITHMS;
  /** How far the clocks of who signs and of this gateway may differ. */
  leewaySeconds: f64 = 60;
}
