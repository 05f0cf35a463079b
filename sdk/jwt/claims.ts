import { lowerCase } from "../headers";
import { JsonKind, JsonValue } from "../json/value";
import { JwtPolicy } from "./policy";
import { JwtReason } from "./reason";

/** The largest NumericDate: up to here a double tells every second from the next. */
const DATE_MAX: f64 = 9007199254740991;

/** Whether the header's `typ` is one of those asked for (RFC 7515 §4.1.9). */
export function hasType(header: JsonValue, policy: JwtPolicy): bool {
  if (policy.types.length == 0) return true;
  const typ = header.get("typ");
  if (typ === null) return false;
  const type = shortType(typ.text);
  for (let i = 0; i < policy.types.length; ++i) {
    if (shortType(policy.types[i]) == type) return true;
  }
  return false;
}

/** Whether the token says that one of the policy's issuers made it. */
export function hasIssuer(claims: JsonValue, policy: JwtPolicy): bool {
  if (policy.issuers.length == 0) return true;
  const issuer = claims.get("iss");
  return issuer !== null && policy.issuers.includes(issuer.text);
}

/** The reason why the claims of a genuine token do not do (RFC 7519 §4.1), or `None`. */
export function checkClaims(claims: JsonValue, policy: JwtPolicy, now: f64): JwtReason {
  if (!areTexts(claims, "iss") || !areTexts(claims, "sub") || !areTexts(claims, "jti")) return JwtReason.Malformed;
  if (!isDate(claims, "exp") || !isDate(claims, "nbf") || !isDate(claims, "iat")) return JwtReason.Malformed;
  if (!isAudience(claims.get("aud"))) return JwtReason.Malformed;
  const exp = claims.get("exp");
  const nbf = claims.get("nbf");
  if (exp !== null && now >= exp.number + policy.leewaySeconds) return JwtReason.Expired;
  if (nbf !== null && now < nbf.number - policy.leewaySeconds) return JwtReason.NotYetValid;
  if (!hasIssuer(claims, policy)) return JwtReason.WrongIssuer;
  if (!hasAudience(claims.get("aud"), policy)) return JwtReason.WrongAudience;
  for (let i = 0; i < policy.requiredClaims.length; ++i) {
    if (claims.get(policy.requiredClaims[i]) === null) return JwtReason.MissingClaim;
  }
  return JwtReason.None;
}

function areTexts(claims: JsonValue, name: string): bool {
  const value = claims.get(name);
  return value === null || value.kind == JsonKind.String;
}

function isDate(claims: JsonValue, name: string): bool {
  const value = claims.get(name);
  if (value === null) return true;
  return value.kind == JsonKind.Number && value.number >= 0 && value.number <= DATE_MAX;
}

/** RFC 7519 §4.1.3: a string, or an array of strings. */
function isAudience(audience: JsonValue | null): bool {
  if (audience === null || audience.kind == JsonKind.String) return true;
  if (audience.kind != JsonKind.Array) return false;
  for (let i = 0; i < audience.length; ++i) {
    const item = audience.at(i);
    if (item === null || item.kind != JsonKind.String) return false;
  }
  return true;
}

function hasAudience(audience: JsonValue | null, policy: JwtPolicy): bool {
  if (policy.audiences.length == 0) return true;
  if (audience === null) return false;
  if (audience.kind == JsonKind.String) return policy.audiences.includes(audience.text);
  for (let i = 0; i < audience.length; ++i) {
    const item = audience.at(i);
    if (item !== null && policy.audiences.includes(item.text)) return true;
  }
  return false;
}

function shortType(type: string): string {
  const lower = lowerCase(type);
  return lower.startsWith("application/") ? lower.substring(12) : lower;
}
