import { Bytes } from "../../assembly/bytes";
import { verifySignatureAt } from "../foreign/signature";
import { hashNameOf, JwtAlgorithm } from "./algorithm";
import { JwtKey } from "./key";

/** What an RSA key is good for. */
export const RSA_ALGORITHMS: u32 = JwtAlgorithm.RS256 | JwtAlgorithm.RS384 | JwtAlgorithm.RS512;

/** An RSA public key (RFC 7518 §3.3), which the host checks with. */
@final
export class RsaKey extends JwtKey {
  /** `publicKey` is a SubjectPublicKeyInfo, `modulusLength` bytes. */
  constructor(
    id: string,
    algorithms: u32,
    private readonly publicKey: Uint8Array,
    private readonly modulusLength: i32,
  ) {
    super(id, algorithms);
  }

  verify(algorithm: JwtAlgorithm, text: usize, textLength: usize, signature: usize, signatureLength: usize): bool {
    // RFC 8017 §8.2.2: as long as the modulus, or it is none.
    if (signatureLength != this.modulusLength) return false;
    const hash = hashNameOf(algorithm);
    return verifySignatureAt(hash, this.publicKey, new Bytes(signature, signatureLength), new Bytes(text, textLength));
  }
}
