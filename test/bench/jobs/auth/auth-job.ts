import { jwksOf, makeToken, rsaSigner, secretSigner, type Signer } from "../../../scenarios/filters/auth/tokens.js";
import type { FilterJob, FilterVariant } from "../filter-job.js";
import { type Exchange, GET, type JobRequest, type Participant } from "../../../../tooling/bench/job.js";
import { nativePeer } from "../peers.js";

export const ISSUER = "https://issuer.test";
export const AUDIENCE = "shop";
const HOUR_SECONDS = 3600;

/** More than any cache of verified tokens holds: `auth` has at most 2,000, `jwt_authn` 100 unless told otherwise. */
export const DISTINCT_TOKENS = 2_048;

/** How a job's tokens are signed, and how many of them take turns. */
export interface Tokens {
  readonly algorithm: "HS256" | "RS256";
  readonly signer: Signer;
  readonly count: number;
}

/** Everything but the participants of a job in which `auth` verifies tokens: signature, issuer, audience, expiry. */
export function authJob(name: string, tokens: Tokens): Omit<FilterJob, "peers" | "variants"> {
  const { algorithm, signer, count } = tokens;
  const about = `a token by ${algorithm} verified: signature, issuer, audience, expiry; ${count.toLocaleString("en-US")} tokens in turn`;
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: "ada", scope: "read write", exp: now() + HOUR_SECONDS };
  const ask = (payload: object, by = signer): JobRequest =>
    askWith(makeToken(by, algorithm, { alg: algorithm, typ: "JWT", kid: signer.kid }, payload));
  const requests = Array.from({ length: count }, (_, index) => ask({ ...claims, jti: `token-${index}` }));
  const [first = GET] = requests;
  return {
    ...{ name, filter: "auth", about, requests },
    checks: [
      {
        about,
        request: first,
        isDone: ({ status, upstreamHeaders }) =>
          status === 200 && upstreamHeaders["authorization"] === first.headers["authorization"],
      },
      { about: "no token is refused", request: GET, isDone: isRefused },
      { about: "another's signature is refused", request: ask(claims, impostorOf(signer)), isDone: isRefused },
      {
        about: "an expired token is refused",
        request: ask({ ...claims, exp: now() - HOUR_SECONDS }),
        isDone: isRefused,
      },
      { about: "another issuer is refused", request: ask({ ...claims, iss: "https://evil.test" }), isDone: isRefused },
      { about: "another audience is refused", request: ask({ ...claims, aud: "bank" }), isDone: isRefused },
    ],
  };
}

/** `auth` with one provider. */
export function authVariant(about: string, signer: Signer, more: object = {}): FilterVariant {
  const provider = {
    type: "jwt",
    name: "issuer",
    issuers: [ISSUER],
    audiences: [AUDIENCE],
    jwks: jwksOf(signer),
    forward: true,
    ...more,
  };
  return { about, config: { providers: [provider] } };
}

/** Envoy's own filter with the same provider. Like ours it leaves the token to the upstream. */
export function jwtAuthnPeer(about: string, signer: Signer, more: object = {}): Participant {
  return nativePeer("jwt_authn", about, "jwt_authn.v3.JwtAuthentication", {
    providers: {
      issuer: {
        ...{ issuer: ISSUER, audiences: [AUDIENCE], forward: true },
        local_jwks: { inline_string: jwksOf(signer) },
        ...more,
      },
    },
    rules: [{ match: { prefix: "/" }, requires: { provider_name: "issuer" } }],
  });
}

function isRefused({ status }: Exchange): boolean {
  return status === 401 || status === 403;
}

/** Signs with a key that nobody trusts, under the other's name. */
function impostorOf({ kid, jwk }: Signer): Signer {
  return jwk["kty"] === "RSA" ? rsaSigner(kid) : secretSigner(kid, "another secret of thirty-two bytes");
}

function askWith(token: string): JobRequest {
  return { ...GET, headers: { authorization: `Bearer ${token}` } };
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
