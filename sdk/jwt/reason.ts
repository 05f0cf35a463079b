/** Why a token is refused; `None` says that it is not. The set is closed. */
export enum JwtReason {
  /** The token is valid. */
  None,
  /** Not a compact JWS of JSON objects, or a claim of the wrong type. */
  Malformed,
  /** Longer than 16384 bytes. */
  TooLarge,
  /** `alg` is none of HS256, HS384 and HS512. */
  UnsupportedAlgorithm,
  /** The header has `crit`: it asks for an extension that is not understood (RFC 7515 §4.1.11). */
  UnsupportedExtension,
  /** It was not signed with this secret. */
  BadSignature,
  /** `exp` is over (RFC 7519 §4.1.4). */
  Expired,
  /** `nbf` is still to come (RFC 7519 §4.1.5). */
  NotYetValid,
}

/** The reason in words for logs and response bodies; it holds nothing of the token. */
export function describeJwtReason(reason: JwtReason): string {
  switch (reason) {
    case JwtReason.None:
      return "";
    case JwtReason.TooLarge:
      return "token too large";
    case JwtReason.UnsupportedAlgorithm:
      return "unsupported algorithm";
    case JwtReason.UnsupportedExtension:
      return "unsupported critical extension";
    case JwtReason.BadSignature:
      return "bad signature";
    case JwtReason.Expired:
      return "token expired";
    case JwtReason.NotYetValid:
      return "token not yet valid";
    default:
      return "malformed token";
  }
}
