/** Why a token is refused; `None` says that it is not. The set is closed. */
export enum JwtReason {
  /** The token is valid. */
  None,
  /** Not a compact JWS of JSON objects, or a claim of the wrong type. */
  Malformed,
  /** Longer than 16384 bytes. */
  TooLarge,
  /** `alg` is none that the policy allows and a key is good for. */
  UnsupportedAlgorithm,
  /** The header has `crit`: it asks for an extension that is not understood (RFC 7515 §4.1.11). */
  UnsupportedExtension,
  /** No key of these made its signature. */
  BadSignature,
  /** `exp` is over (RFC 7519 §4.1.4). */
  Expired,
  /** `nbf` is still to come (RFC 7519 §4.1.5). */
  NotYetValid,
  /** Its `kid` is that of none of the keys: they may have changed. */
  UnknownKey,
  /** `typ` is none of those asked for. */
  WrongType,
  /** `iss` is none of those asked for. */
  WrongIssuer,
  /** `aud` has none of those asked for. */
  WrongAudience,
  /** A claim that is asked for is not there. */
  MissingClaim,
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
    case JwtReason.UnknownKey:
      return "unknown key";
    case JwtReason.WrongType:
      return "wrong token type";
    case JwtReason.WrongIssuer:
      return "wrong issuer";
    case JwtReason.WrongAudience:
      return "wrong audience";
    case JwtReason.MissingClaim:
      return "missing claim";
    default:
      return "malformed token";
  }
}
