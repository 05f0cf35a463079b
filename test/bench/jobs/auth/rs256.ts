import { rsaSigner } from "../../../scenarios/filters/auth/tokens.js";
import type { FilterJob } from "../filter-job.js";
import { authJob, authVariant, DISTINCT_TOKENS, jwtAuthnPeer } from "./auth-job.js";

/** Tokens by RS256 with a key of 2048 bits, which no cache helps with. */
export function authRs256(): FilterJob {
  const signer = rsaSigner("rsa");
  return {
    ...authJob("auth-rs256", { algorithm: "RS256", signer, count: DISTINCT_TOKENS }),
    peers: [jwtAuthnPeer("Envoy's own filter", signer)],
    variants: {
      sluice: authVariant("filters/auth", signer),
      "no cache": authVariant("the same without a cache", signer, { cached_tokens: 0 }),
    },
  };
}
