import { decodeBase64UrlAt, INVALID_BASE64 } from "../encoding/base64";
import { parseJsonAt } from "../json/parse";
import { JsonKind, JsonValue } from "../json/value";
import { jwtAlgorithmOf } from "./algorithm";
import { checkClaims, hasIssuer, hasType } from "./claims";
import { JwtKeys } from "./keys";
import { JwtPolicy } from "./policy";
import { JwtReason } from "./reason";

/** A longer token is refused before anything is made of it. */
export const JWT_BYTES_MAX: usize = 16384;

/** Base64url: three bytes for four letters. */
const JWT_BYTES_DECODED_MAX: i32 = (<i32>JWT_BYTES_MAX / 4) * 3;

/** Where a segment is decoded: it is never longer than three quarters of the token. */
// @ts-ignore: decorator
@lazy
const DECODED = memory.data(JWT_BYTES_DECODED_MAX);

/** The claims of a genuine token, or the reason why there are none. */
export class JwtResult {
  /** @internal */
  constructor(
    /** `JwtReason.None` exactly when the token is valid. */
    readonly reason: JwtReason,
    /** The payload, a JSON object. Null unless the token is valid. */
    readonly claims: JsonValue | null,
  ) {}
}

/**
 * Verifies a JWT (RFC 7519 §7.2) in compact serialization (RFC 7515 §5.2), at the time `nowSeconds`.
 *
 * Both JSON texts must be objects, strict as in `parseJson`; base64url without padding; `alg` exactly the name of an algorithm that the policy
 * allows and a key is bound to; no `crit`. A `kid` chooses the keys; without one all are tried that `alg` fits. Nothing of the claims is
 * believed before the signature has been found good, but a token that names another issuer than the policy's is refused before.
 * `exp`, `nbf` and `iat` are optional numbers from 0 up, fractions included; `iss`, `sub` and `jti` texts; `aud` a text or several. With a
 * leeway of L seconds the token is valid while `nbf - L <= now < exp + L`. Other claims are the caller's.
 *
 * RSA and ECDSA are checked by the host's `verify_signature`: not in top-level code.
 *
 * @example
 * const result = verifyJwt(token, keys, new JwtPolicy(), nowSeconds());
 * if (result.reason != JwtReason.None) {
 *   return request.respond(new LocalReply(401).text(describeJwtReason(result.reason)));
 * }
 */
export function verifyJwt(token: Uint8Array, keys: JwtKeys, policy: JwtPolicy, nowSeconds: i64): JwtResult {
  return verifyJwtAt(token.dataStart, token.byteLength, keys, policy, nowSeconds);
}

/** `verifyJwt` over the `length` bytes at `start`. The result holds nothing of that memory. */
export function verifyJwtAt(start: usize, length: usize, keys: JwtKeys, policy: JwtPolicy, nowSeconds: i64): JwtResult {
  if (length > JWT_BYTES_MAX) return refuse(JwtReason.TooLarge);
  const end = start + length;
  const headerEnd = findDot(start, end);
  const payloadEnd = findDot(headerEnd + 1, end);
  if (payloadEnd >= end || findDot(payloadEnd + 1, end) < end) return refuse(JwtReason.Malformed);

  const header = parseObject(start, headerEnd);
  if (header === null) return refuse(JwtReason.Malformed);
  if (header.get("crit") !== null) return refuse(JwtReason.UnsupportedExtension);
  const alg = header.get("alg");
  const kid = header.get("kid");
  if (alg === null || alg.kind != JsonKind.String) return refuse(JwtReason.Malformed);
  if (kid !== null && kid.kind != JsonKind.String) return refuse(JwtReason.Malformed);
  const algorithm = jwtAlgorithmOf(alg.text);
  if ((algorithm & policy.algorithms) == 0) return refuse(JwtReason.UnsupportedAlgorithm);
  if (!hasType(header, policy)) return refuse(JwtReason.WrongType);
  let id: string | null = null;
  if (kid !== null) id = kid.text;
  let claims: JsonValue | null = null;
  if (policy.issuers.length > 0) {
    claims = parseObject(headerEnd + 1, payloadEnd);
    if (claims === null) return refuse(JwtReason.Malformed);
    if (!hasIssuer(claims, policy)) return refuse(JwtReason.WrongIssuer);
  }
  // Before the keys' own algorithms: who changes keys may change the algorithm with them.
  if (id !== null && !keys.hasId(id)) return refuse(JwtReason.UnknownKey);
  if ((algorithm & keys.algorithms) == 0) return refuse(JwtReason.UnsupportedAlgorithm);

  const signature = decodeBase64UrlAt(payloadEnd + 1, end - payloadEnd - 1, DECODED);
  if (signature == INVALID_BASE64) return refuse(JwtReason.Malformed);
  if (!keys.verify(id, algorithm, start, payloadEnd - start, DECODED, signature)) return refuse(JwtReason.BadSignature);

  if (claims === null) claims = parseObject(headerEnd + 1, payloadEnd);
  if (claims === null) return refuse(JwtReason.Malformed);
  const reason = checkClaims(claims, policy, <f64>nowSeconds);
  return reason == JwtReason.None ? new JwtResult(reason, claims) : refuse(reason);
}

/** The JSON object that the base64url between `start` and `end` stands for, or null. */
function parseObject(start: usize, end: usize): JsonValue | null {
  const length = decodeBase64UrlAt(start, end - start, DECODED);
  if (length == INVALID_BASE64) return null;
  const value = parseJsonAt(DECODED, length).value;
  return value !== null && value.kind == JsonKind.Object ? value : null;
}

/** Where the next dot is, or `end`. */
function findDot(start: usize, end: usize): usize {
  let at = start;
  while (at < end && load<u8>(at) != 0x2e) at++;
  return at < end ? at : end;
}

function refuse(reason: JwtReason): JwtResult {
  return new JwtResult(reason, null);
}
