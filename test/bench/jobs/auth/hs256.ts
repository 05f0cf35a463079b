import { secretSigner } from "../../../scenarios/filters/auth/tokens.js";
import { startAuthzService } from "../../authz-service.js";
import type { FilterJob } from "../filter-job.js";
import { SERVICE_CLUSTER } from "../../../../tooling/bench/job.js";
import { nativePeer } from "../peers.js";
import { AUDIENCE, authJob, authVariant, DISTINCT_TOKENS, ISSUER, jwtAuthnPeer } from "./auth-job.js";

const SECRET = "a secret of thirty-two bytes: 01";

/** Tokens by HS256, which no cache helps with, beside Envoy's own filter and a service that makes the same check. */
export function authHs256(): FilterJob {
  const signer = secretSigner("secret", SECRET);
  const job = authJob("auth-hs256", { algorithm: "HS256", signer, count: DISTINCT_TOKENS });
  return {
    ...job,
    peers: [
      jwtAuthnPeer("Envoy's own filter", signer),
      {
        ...nativePeer("ext_authz", "the same check by a service in Node, whose time counts", "ext_authz.v3.ExtAuthz", {
          http_service: { server_uri: { uri: "http://authz", cluster: SERVICE_CLUSTER, timeout: "5s" } },
        }),
        startService: async () =>
          startAuthzService({
            ...{ secret: Buffer.from(SECRET).toString("base64url"), issuer: ISSUER, audience: AUDIENCE },
            warmUp: job.requests,
          }),
      },
    ],
    variants: {
      sluice: authVariant("filters/auth", signer),
      "no cache": authVariant("the same without a cache", signer, { cached_tokens: 0 }),
    },
  };
}
