// Generated from config.schema.json by sluice build. Do not edit.

/** A place of the request. */
export interface TokenSource {
  in: "header" | "query" | "cookie";
  name: string;
  /** What stands before it in a header, matched without case: `Bearer`. Empty: nothing. */
  scheme?: string;
}

export interface ClaimHeader {
  /** A claim, or a path into one: `realm_access.roles`. */
  claim: string;
  header: string;
}

export interface ClaimState {
  /** A claim, or a path into one: `realm_access.roles`. */
  claim: string;
  /** What it is called: for Envoy this with `wasm.` before it. */
  filter_state: string;
}

export interface ApiKey {
  /** Whose key it is. */
  name: string;
  sha256: string | { env: string };
}

export interface User {
  /** Without a colon. */
  name: string;
  /** `sha256$SALT$HEX`: SHA-256 over salt and password, the hex digits that `printf %s "$SALT$PASSWORD" | sha256sum` prints. Slow hashes such as bcrypt are refused: they would hold up a worker. */
  password: string | { env: string };
}

/** Who vouches for a request. */
export type Provider =
  /** `jwt`: a signed token. Its keys are `jwks`, `pem`, `secret`, or `jwks_uri` at `cluster`. */
  | {
      type: "jwt";
      /** For rules and counters. */
      name: string;
      /** Where its token stands. All that are there must be good; the first tells the claims. Empty: `Authorization` with `Bearer`. */
      sources?: TokenSource[];
      /** `iss` is one of these. Empty: anyone. */
      issuers?: string[];
      /** `aud` has one of these. Empty: anyone. */
      audiences?: string[];
      /** Those that are allowed. Empty: all that the keys are good for. */
      algorithms?: ("HS256" | "HS384" | "HS512" | "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "EdDSA")[];
      /** `typ` is one of these. Empty: any. */
      types?: string[];
      /** Claims that must be there: `exp`. */
      required_claims?: string[];
      /** How far clocks may differ. */
      leeway_seconds?: number;
      /** A JWK set or one JWK, as text. A key of type `oct` in it is a secret. */
      jwks?: string | { env: string };
      /** A public key: RSA, P-256, P-384 or Ed25519. */
      pem?: string;
      /** A shared secret, its bytes as they are. */
      secret?: string | { env: string };
      /** Where a JWK set is fetched from: an http or https URL. */
      jwks_uri?: string;
      /** Envoy's cluster of `jwks_uri`; in Istio `outbound|443||issuer.example`. */
      cluster?: string;
      /** How long a fetched set is used before the next is fetched: less where its `Cache-Control` has a shorter `max-age`, of five seconds at least. */
      jwks_seconds?: number;
      /** How long the last set still serves when the next is due and can't be fetched: a day, unless this says else. 0: not at all. */
      jwks_outage_seconds?: number;
      /** How many verified tokens are remembered, on each worker, from the second time on. */
      cached_tokens?: number;
      /** Whether the upstream gets accepted credentials. If not, they are taken out of header and query; a cookie stays. */
      forward?: boolean;
      /** Claims for the upstream. What a client sends under these names is removed, from every request. */
      claim_headers?: ClaimHeader[];
      /** Claims for Envoy's RBAC, access logs and later filters, as texts in the filter state, which no client and no upstream sees. */
      claim_states?: ClaimState[];
    }
  /** `api_key`: one of a list of keys. */
  | {
      type: "api_key";
      name: string;
      /** Where its key stands, at least one place. All that are there must be good; the first tells the name. */
      sources: TokenSource[];
      /** Each with the SHA-256 of a random key, in hexadecimal. */
      keys: ApiKey[];
      /** Whether the upstream gets accepted credentials. If not, they are taken out of header and query; a cookie stays. */
      forward?: boolean;
      /** Tells the upstream whose credentials they are. What a client sends under this name is removed. */
      name_header?: string;
    }
  /** `basic`: user name and password (RFC 7617). */
  | {
      type: "basic";
      name: string;
      users: User[];
      /** Whether the upstream gets accepted credentials. If not, they are taken out of header and query; a cookie stays. */
      forward?: boolean;
      name_header?: string;
    };

export interface ClaimRule {
  /** A claim, or a path into one: `realm_access.roles`. */
  claim: string;
  /** It, or an item of it, is one of these. Empty: it is there. */
  values?: string[];
}

/** What is asked of some requests. All conditions that it has must hold. */
export interface Rule {
  /** The path, or one that it lies below, by whole segments. */
  prefix?: string;
  /** The path, and no other: not with a slash behind it, so to `deny` use `prefix`. Not beside the other two. */
  exact?: string;
  /** The path with places: `/users/{id}/**`. Exact as `exact` is at its end, unless it ends with `/**`. */
  template?: string;
  /** One of these, in capital letters. Empty: any. */
  methods?: string[];
  /** One of these, without port; `*.shop.test` for all below. Empty: any. */
  hosts?: string[];
  /** Headers, each with the value of one of its lines at least; `*` is any. */
  headers?: Record<string, string>;
  /** `authenticated` asks for one of `providers`; `optional` too, where a request has credentials for them; `anonymous` for nothing; `deny` refuses. Claims and scopes go with `authenticated` alone. */
  access?: "authenticated" | "optional" | "anonymous" | "deny";
  /** Tried in order. Empty: all. */
  providers?: string[];
  /** What the token must say beside, all of it. */
  claims?: ClaimRule[];
  /** All of these in `scope` or `scp`. */
  scopes?: string[];
}

/** Who may pass: by `providers` and `rules`, or in the short form by `jwt_secret` alone. */
export interface AuthConfig {
  /** Short form: the secret that tokens are signed with (HS256, HS384, HS512). RFC 7518 asks for 32, 48 or 64 bytes. */
  jwt_secret?: string | { env: string };
  /** Short form: the request header that carries the token, with or without `Bearer `. */
  token_header?: string;
  /** Short form: paths that need no token, each with all paths below it. */
  allowed_paths?: string[];
  /** What challenges name. */
  realm?: string;
  /** Who vouches for requests. */
  providers?: Provider[];
  /** The first that matches a request decides; none denies. Empty: every request needs one of the providers. */
  rules?: Rule[];
}
