import { JsonKind, JsonValue } from "../json/value";
import { JwtPolicy } from "./policy";
import { JwtReason } from "./reason";

/** The largest NumericDate: up to here a double tells every second from the next. */
const DATE_MAX: f64 = 9007199254740991;

/** Whether the token says that one of the policy's issuers made it. */
export function hasIssuer(claims: JsonValue, policy: JwtPolicy): bool {
  if (policy.issuers.length == 0) return true;
  const issuer = claims.get("iss");
  return issuer !== null && isOneOf(issuer, policy.issuers);
}

/** The reason why the claims of a genuine token of a right issuer do not do (RFC 7519 §4.1), or `None`. */
export function checkClaims(claims: JsonValue, policy: JwtPolicy, now: f64): JwtReason {
  const exp = readDate(claims, "exp", Infinity);
  const nbf = readDate(claims, "nbf", -Infinity);
  if (isNaN(exp) || isNaN(nbf) || isNaN(readDate(claims, "iat", 0))) return JwtReason.Malformed;
  if (!mayBeText(claims, "iss") || !mayBeText(claims, "sub") || !mayBeText(claims, "jti")) return JwtReason.Malformed;
  const audience = judgeAudience(claims.get("aud"), policy.audiences);
  if (audience == JwtReason.Malformed) return audience;
  if (now >= exp + policy.leewaySeconds) return JwtReason.Expired;
  if (now < nbf - policy.leewaySeconds) return JwtReason.NotYetValid;
  if (audience != JwtReason.None) return audience;
  for (let i = 0; i < policy.requiredClaims.length; ++i) {
    if (claims.get(policy.requiredClaims[i]) === null) return JwtReason.MissingClaim;
  }
  return JwtReason.None;
}

/** A NumericDate (RFC 7519 §2), `otherwise` where there is none, or NaN where there is something else. */
function readDate(claims: JsonValue, name: string, otherwise: f64): f64 {
  const value = claims.get(name);
  if (value === null) return otherwise;
  const date = value.kind == JsonKind.Number ? value.number : NaN;
  return date >= 0 && date <= DATE_MAX ? date : NaN;
}

function mayBeText(claims: JsonValue, name: string): bool {
  const value = claims.get(name);
  return value === null || value.kind == JsonKind.String;
}

/** RFC 7519 §4.1.3: a string, or an array of strings. */
function judgeAudience(audience: JsonValue | null, wanted: Array<string>): JwtReason {
  let isFound = wanted.length == 0;
  if (audience !== null) {
    const isArray = audience.kind == JsonKind.Array;
    const count = isArray ? audience.length : 1;
    for (let i = 0; i < count; ++i) {
      const item = isArray ? audience.at(i) : audience;
      if (item === null || item.kind != JsonKind.String) return JwtReason.Malformed;
      if (!isFound) isFound = isOneOf(item, wanted);
    }
  }
  return isFound ? JwtReason.None : JwtReason.WrongAudience;
}

function isOneOf(value: JsonValue, texts: Array<string>): bool {
  for (let i = 0; i < texts.length; ++i) {
    if (value.equals(texts[i])) return true;
  }
  return false;
}
