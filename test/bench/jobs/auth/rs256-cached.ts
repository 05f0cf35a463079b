import { rsaSigner } from "../../../scenarios/filters/auth/tokens.js";
import type { FilterJob } from "../filter-job.js";
import { authJob, authVariant, jwtAuthnPeer } from "./auth-job.js";

/** As many as there are connections: each client comes again and again with its own. */
const TOKENS = 64;

/** Tokens by RS256 that come again, which is what caches are for. */
export function authRs256Cached(): FilterJob {
  const signer = rsaSigner("rsa");
  return {
    ...authJob("auth-rs256-cached", { algorithm: "RS256", signer, count: TOKENS }),
    peers: [
      jwtAuthnPeer("Envoy's own filter", signer),
      {
        ...jwtAuthnPeer("the same with its cache", signer, { jwt_cache_config: { jwt_cache_size: 100 } }),
        name: "jwt_authn cached",
      },
    ],
    variants: {
      sluice: authVariant("filters/auth", signer),
      "large cache": authVariant("the same with room for 2,000 tokens", signer, { cached_tokens: 2000 }),
    },
  };
}
