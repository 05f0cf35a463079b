import { encodeBase64Url } from "../../../../sdk/encoding/base64";
import { encodeText } from "../../../../sdk/encoding/text";
import { Hmac } from "../../../../sdk/crypto/hmac";
import { Sha256 } from "../../../../sdk/crypto/sha256";
import { Sha384, Sha512 } from "../../../../sdk/crypto/sha512";
import { JwtKeys } from "../../../../sdk/jwt/keys";
import { JwtPolicy } from "../../../../sdk/jwt/policy";
import { JwtReason } from "../../../../sdk/jwt/reason";
import { JwtResult, verifyJwt } from "../../../../sdk/jwt/verify";

export const SECRET = "an-example-secret-of-sixty-four-bytes-0123456789-0123456789-01234";
export const KEYS = keysOf(encodeText(SECRET));
export const NOW: i64 = 1500000000;

export function keysOf(secret: Uint8Array): JwtKeys {
  const keys = new JwtKeys();
  keys.addSecret(secret);
  return keys;
}

export function policyOf(leewaySeconds: f64): JwtPolicy {
  const policy = new JwtPolicy();
  policy.leewaySeconds = leewaySeconds;
  return policy;
}

function hmacOf(alg: string): Hmac {
  const secret = encodeText(SECRET);
  if (alg == "HS384") return new Hmac(new Sha384(), secret);
  return alg == "HS512" ? new Hmac(new Sha512(), secret) : new Hmac(new Sha256(), secret);
}

// Signed by another implementation (OpenSSL) with SECRET: sub, name, exp 2000000000, nbf 1000000000.
export const PAYLOAD =
  "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkrDvHJnZW4iLCJleHAiOjIwMDAwMDAwMDAsIm5iZiI6MTAwMDAwMDAwMH0";
export const HS256 = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + PAYLOAD + ".S2U1Egq-hfLSqTl9pn1_HOg9YCDrRtwOMEUYMO-lBn8";
export const HS384 =
  "eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9." +
  PAYLOAD +
  ".zxYW8Jk9L37O1uyNMU1QgnUsOA_kX_GUF7rhRkp9H85cQi94mFqobfZ6B6UlrcUa";
export const HS512 =
  "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9." +
  PAYLOAD +
  ".oAON-iZBMdV-fhQwDiP50CF5g8IwtamKWc-nypC-DOAU6ccOzqtvieQoGMkKBBEH0o8IQMsgZ-cNxZcm56_hFw";

export function verify(token: string): JwtResult {
  return verifyJwt(encodeText(token), KEYS, policyOf(60), NOW);
}

/** A token over these JSON texts with a good signature for `alg`. */
export function sign(header: string, payload: string, alg: string = "HS256"): string {
  const input = encodeBase64Url(encodeText(header)) + "." + encodeBase64Url(encodeText(payload));
  const hmac = hmacOf(alg);
  hmac.update(encodeText(input));
  return input + "." + encodeBase64Url(hmac.digest());
}

export function signClaims(payload: string): string {
  return sign('{"alg":"HS256"}', payload);
}

export function expectReason(token: string, reason: JwtReason): void {
  const result = verify(token);
  expect(result.reason).toBe(reason, token);
  expect(result.claims === null).toBe(reason != JwtReason.None, token);
}
