import { timingSafeEqualAt } from "../crypto/timing-safe-equal";
import { decodeBase64UrlAt, INVALID_BASE64 } from "../encoding/base64";
import { parseJsonAt } from "../json/parse";
import { JsonKind, JsonValue } from "../json/value";
import { HmacKeys } from "./hmac-keys";
import { JwtReason } from "./reason";

/** A longer token is refused before anything is made of it. */
export const JWT_BYTES_MAX: usize = 16384;

/** Base64url: three bytes for four letters. */
const JWT_BYTES_DECODED_MAX: i32 = (<i32>JWT_BYTES_MAX / 4) * 3;

/** Where a segment is decoded: it is never longer than three quarters of the token. */
// @ts-ignore: decorator
@lazy
const DECODED = memory.data(JWT_BYTES_DECODED_MAX);

// @ts-ignore: decorator
@lazy
const TAG = memory.data(64);

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
 * Verifies a JWT (RFC 7519 §7.2) in compact serialization (RFC 7515 §5.2) that is signed with HS256, HS384 or HS512.
 *
 * Both JSON texts must be objects, strict as in `parseJson`; base64url without padding; `alg` exactly one of the three names;
 * no `crit`. The claims are looked at only after the signature has been found good, in constant time.
 * `exp` and `nbf` are optional numbers, fractions and negative ones included. With a leeway of L seconds the token is valid
 * while `nbf - L <= now < exp + L`: at `exp + L` it has expired, at `nbf - L` it is valid. Other claims are the caller's.
 *
 * @example
 * const result = verifyJwt(token, keys, nowSeconds(), 60);
 * if (result.reason != JwtReason.None) {
 *   return request.respond(new LocalReply(401).text(describeJwtReason(result.reason)));
 * }
 */
export function verifyJwt(token: Uint8Array, keys: HmacKeys, nowSeconds: i64, leewaySeconds: i64): JwtResult {
  return verifyJwtAt(token.dataStart, token.byteLength, keys, nowSeconds, leewaySeconds);
}

/** `verifyJwt` over the `length` bytes at `start`. The result holds nothing of that memory. */
export function verifyJwtAt(
  start: usize,
  length: usize,
  keys: HmacKeys,
  nowSeconds: i64,
  leewaySeconds: i64,
): JwtResult {
  if (length > JWT_BYTES_MAX) return refuse(JwtReason.TooLarge);
  const end = start + length;
  const headerEnd = findDot(start, end);
  const payloadEnd = findDot(headerEnd + 1, end);
  if (payloadEnd >= end || findDot(payloadEnd + 1, end) < end) return refuse(JwtReason.Malformed);

  const header = parseObject(start, headerEnd);
  if (header === null) return refuse(JwtReason.Malformed);
  if (header.get("crit") !== null) return refuse(JwtReason.UnsupportedExtension);
  const alg = header.get("alg");
  if (alg === null || alg.kind != JsonKind.String) return refuse(JwtReason.Malformed);
  const hmac = keys.get(alg.text);
  if (hmac === null) return refuse(JwtReason.UnsupportedAlgorithm);

  const signature = decodeBase64UrlAt(payloadEnd + 1, end - payloadEnd - 1, DECODED);
  if (signature == INVALID_BASE64) return refuse(JwtReason.Malformed);
  hmac.updateAt(start, payloadEnd - start);
  hmac.digestTo(TAG);
  if (signature != hmac.digestLength || !timingSafeEqualAt(DECODED, TAG, signature)) {
    return refuse(JwtReason.BadSignature);
  }

  const claims = parseObject(headerEnd + 1, payloadEnd);
  if (claims === null) return refuse(JwtReason.Malformed);
  const reason = checkTimes(claims, <f64>nowSeconds, <f64>leewaySeconds);
  return reason == JwtReason.None ? new JwtResult(reason, claims) : refuse(reason);
}

/** RFC 7519 §4.1.4 and §4.1.5. Doubles carry any NumericDate without overflow. */
function checkTimes(claims: JsonValue, now: f64, leeway: f64): JwtReason {
  const exp = claims.get("exp");
  const nbf = claims.get("nbf");
  if (exp !== null && exp.kind != JsonKind.Number) return JwtReason.Malformed;
  if (nbf !== null && nbf.kind != JsonKind.Number) return JwtReason.Malformed;
  if (exp !== null && now >= exp.number + leeway) return JwtReason.Expired;
  if (nbf !== null && now < nbf.number - leeway) return JwtReason.NotYetValid;
  return JwtReason.None;
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
