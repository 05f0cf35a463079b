import { decodeBase64Url } from "../encoding/base64";
import { encodeText } from "../encoding/text";
import { JsonKind, JsonValue } from "../json/value";
import { ALL_ALGORITHMS, HMAC_ALGORITHMS, jwtAlgorithmOf } from "./algorithm";
import { JwtKey } from "./key";
import { okpKey } from "./okp-key";
import { ecKey, rsaKey } from "./public-key";
import { SecretKey } from "./secret-key";

/**
 * The key that a JWK (RFC 7517 §4) holds, or null when it is none to check signatures with: of another type or curve, of the wrong size, for
 * encryption (`use`, `key_ops`), for an `alg` that its type does not have, or for none of `allowed`.
 */
export function readJwk(jwk: JsonValue, allowed: u32 = ALL_ALGORITHMS): JwtKey | null {
  if (jwk.kind != JsonKind.Object || !isForVerification(jwk)) return null;
  const kid = jwk.get("kid");
  if (kid !== null && kid.kind != JsonKind.String) return null;
  const id = kid === null ? "" : kid.text;
  const alg = jwk.get("alg");
  const algorithms = allowed & (alg === null ? ALL_ALGORITHMS : <u32>jwtAlgorithmOf(alg.text));
  const type = textOf(jwk, "kty");
  if (type == "RSA") {
    const n = bytesOf(jwk, "n");
    const e = bytesOf(jwk, "e");
    if (n === null || e === null) return null;
    return rsaKey(id, algorithms, n.dataStart, n.byteLength, e.dataStart, e.byteLength);
  }
  if (type == "EC") {
    const x = bytesOf(jwk, "x");
    const y = bytesOf(jwk, "y");
    const curve = textOf(jwk, "crv");
    // RFC 7518 §6.2.1.2: a coordinate has the full size of the curve.
    const size = curve == "P-256" ? 32 : curve == "P-384" ? 48 : 0;
    if (x === null || y === null || x.byteLength != size || y.byteLength != size) return null;
    return ecKey(id, algorithms, x.dataStart, y.dataStart, size);
  }
  if (type == "OKP") {
    const x = textOf(jwk, "crv") == "Ed25519" ? bytesOf(jwk, "x") : null;
    return x === null ? null : okpKey(id, algorithms, x.dataStart, x.byteLength);
  }
  if (type == "oct") {
    const secret = bytesOf(jwk, "k");
    const hmac = algorithms & HMAC_ALGORITHMS;
    return secret === null || secret.byteLength == 0 || hmac == 0 ? null : new SecretKey(id, hmac, secret);
  }
  return null;
}

/** RFC 7517 §4.2 and §4.3. */
function isForVerification(jwk: JsonValue): bool {
  const use = jwk.get("use");
  if (use !== null && use.text != "sig") return false;
  const operations = jwk.get("key_ops");
  if (operations === null) return true;
  for (let i = 0; i < operations.length; ++i) {
    const operation = operations.at(i);
    if (operation !== null && operation.text == "verify") return true;
  }
  return false;
}

function textOf(jwk: JsonValue, name: string): string {
  const value = jwk.get(name);
  return value === null ? "" : value.text;
}

function bytesOf(jwk: JsonValue, name: string): Uint8Array | null {
  const value = jwk.get(name);
  return value === null || value.kind != JsonKind.String ? null : decodeBase64Url(encodeText(value.text));
}
