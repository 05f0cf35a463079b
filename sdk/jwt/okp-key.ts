import { ED25519_SIGNATURE_BYTES, Ed25519Key } from "../crypto/ed25519";
import { JwtAlgorithm } from "./algorithm";
import { JwtKey } from "./key";

const KEY_BYTES: usize = 32;

/** An Ed25519 public key, for EdDSA (RFC 8037 §3.1): Envoy has no function for it. */
@final
class OkpKey extends JwtKey {
  constructor(
    id: string,
    private readonly key: Ed25519Key,
  ) {
    super(id, JwtAlgorithm.EdDSA);
  }

  verify(_algorithm: JwtAlgorithm, text: usize, textLength: usize, signature: usize, signatureLength: usize): bool {
    return signatureLength == ED25519_SIGNATURE_BYTES && this.key.verifies(text, textLength, signature);
  }
}

/** The Ed25519 key of `size` bytes; null where they are no point, not canonical or of small order. */
export function okpKey(id: string, algorithms: u32, start: usize, size: usize): JwtKey | null {
  if ((algorithms & JwtAlgorithm.EdDSA) == 0 || size != KEY_BYTES) return null;
  const key = Ed25519Key.read(start);
  return key === null ? null : new OkpKey(id, key);
}
