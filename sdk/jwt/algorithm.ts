/**
 * The signature algorithms of JWS (RFC 7518 §3.1, RFC 8037 §3.1). Each is one bit, so that a number holds a set of them: what a key is good
 * for, what a policy allows.
 */
export enum JwtAlgorithm {
  /** None of those below; `none` is this too. */
  Unknown = 0,
  /** HMAC with SHA-256. */
  HS256 = 1,
  /** HMAC with SHA-384. */
  HS384 = 2,
  /** HMAC with SHA-512. */
  HS512 = 4,
  /** RSA PKCS #1 v1.5 with SHA-256. */
  RS256 = 8,
  /** RSA PKCS #1 v1.5 with SHA-384. */
  RS384 = 16,
  /** RSA PKCS #1 v1.5 with SHA-512. */
  RS512 = 32,
  /** RSA PSS with SHA-256. */
  PS256 = 64,
  /** RSA PSS with SHA-384. */
  PS384 = 128,
  /** RSA PSS with SHA-512. */
  PS512 = 256,
  /** ECDSA over P-256 with SHA-256. */
  ES256 = 512,
  /** ECDSA over P-384 with SHA-384. */
  ES384 = 1024,
  /** Ed25519. */
  EdDSA = 2048,
}

/** The names, in the order of the bits. */
// @ts-ignore: decorator
@lazy
const NAMES: StaticArray<string> = [
  "HS256",
  "HS384",
  "HS512",
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "EdDSA",
];

/** All three that take a shared secret. */
export const HMAC_ALGORITHMS: u32 = JwtAlgorithm.HS256 | JwtAlgorithm.HS384 | JwtAlgorithm.HS512;

/** Any algorithm. */
export const ALL_ALGORITHMS: u32 = 4095;

/** The algorithm of that name, by the letter (RFC 7515 §4.1.1): `hs256`, `none` and what is not known are `Unknown`. */
export function jwtAlgorithmOf(name: string): JwtAlgorithm {
  const index = NAMES.indexOf(name);
  return index < 0 ? JwtAlgorithm.Unknown : 1 << index;
}

/** The hash of an algorithm as Envoy's `verify_signature` calls it. */
export function hashNameOf(algorithm: JwtAlgorithm): string {
  switch (algorithm) {
    case JwtAlgorithm.RS256:
    case JwtAlgorithm.PS256:
    case JwtAlgorithm.ES256:
      return "sha256";
    case JwtAlgorithm.RS384:
    case JwtAlgorithm.PS384:
    case JwtAlgorithm.ES384:
      return "sha384";
    default:
      return "sha512";
  }
}
