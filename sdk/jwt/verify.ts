import { decodeBase64UrlUntil, decodedSize } from "../encoding/base64";
import { JsonValue } from "../json/value";
import { checkClaims, hasIssuer } from "./claims";
import { JwtHeader } from "./header";
import { JwtKeys } from "./keys";
import { parseObject } from "./object";
import { JwtPolicy } from "./policy";
import { JwtReason } from "./reason";

/** A longer token is refused before anything is made of it. */
const JWT_BYTES_MAX: usize = 16384;

/** Base64url: three bytes for four letters. */
const JWT_BYTES_DECODED_MAX: i32 = (<i32>JWT_BYTES_MAX / 4) * 3;

/** Where header, and then payload and signature are decoded: together they are never longer than three quarters of the token. */
// @ts-ignore: decorator
@lazy
const DECODED = memory.data(JWT_BYTES_DECODED_MAX);

const DOT: u8 = 0x2e;

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
  let header = keys.header;
  if (header === null || !header.begins(start, end)) {
    header = JwtHeader.read(start, end, DECODED);
    if (header.reason != JwtReason.None) return refuse(header.reason);
    keys.header = header;
  }
  const algorithm = header.algorithm;
  if ((algorithm & policy.algorithms) == 0) return refuse(JwtReason.UnsupportedAlgorithm);
  if (!header.hasType(policy)) return refuse(JwtReason.WrongType);

  const payload = start + header.length + 1;
  const dot = decodeBase64UrlUntil(payload, end, DECODED);
  if (dot == 0 || dot == end || load<u8>(dot) != DOT) return refuse(JwtReason.Malformed);
  const payloadSize = decodedSize(dot - payload);
  let claims: JsonValue | null = null;
  if (policy.issuers.length > 0) {
    claims = parseObject(DECODED, payloadSize);
    if (claims === null) return refuse(JwtReason.Malformed);
    if (!hasIssuer(claims, policy)) return refuse(JwtReason.WrongIssuer);
  }
  // Before the keys' own algorithms: who changes keys may change the algorithm with them.
  const id = header.id;
  if (id !== null && !keys.hasId(id)) return refuse(JwtReason.UnknownKey);
  if ((algorithm & keys.algorithms) == 0) return refuse(JwtReason.UnsupportedAlgorithm);

  const signature = DECODED + payloadSize;
  if (decodeBase64UrlUntil(dot + 1, end, signature) != end) return refuse(JwtReason.Malformed);
  const isGenuine = keys.verify(id, algorithm, start, dot - start, signature, decodedSize(end - dot - 1));
  if (!isGenuine) return refuse(JwtReason.BadSignature);

  if (claims === null) claims = parseObject(DECODED, payloadSize);
  if (claims === null) return refuse(JwtReason.Malformed);
  const reason = checkClaims(claims, policy, <f64>nowSeconds);
  return reason == JwtReason.None ? new JwtResult(reason, claims) : refuse(reason);
}

function refuse(reason: JwtReason): JwtResult {
  return new JwtResult(reason, null);
}
