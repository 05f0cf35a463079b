import { Bytes } from "../../assembly/bytes";
import { derConcat, derElement, derInteger, DerTag } from "../asn1/der-writer";
import { verifySignatureAt } from "../foreign/signature";
import { hashNameOf, JwtAlgorithm } from "./algorithm";
import { JwtKey } from "./key";

/** A public key on P-256 or P-384 (RFC 7518 §3.4), which the host checks with. */
@final
export class EcKey extends JwtKey {
  /** `publicKey` is a SubjectPublicKeyInfo; a coordinate, and half of a signature, takes `coordinateLength` bytes. */
  constructor(
    id: string,
    algorithms: u32,
    private readonly publicKey: Uint8Array,
    private readonly coordinateLength: i32,
  ) {
    super(id, algorithms);
  }

  verify(algorithm: JwtAlgorithm, text: usize, textLength: usize, signature: usize, signatureLength: usize): bool {
    const length = <usize>this.coordinateLength;
    if (signatureLength != 2 * length) return false;
    if (isZero(signature, length) || isZero(signature + length, length)) return false;
    const r = derInteger(signature, length);
    const s = derInteger(signature + length, length);
    const der = derElement(DerTag.Sequence, derConcat(r, s));
    const bytes = new Bytes(der.dataStart, der.byteLength);
    return verifySignatureAt(hashNameOf(algorithm), this.publicKey, bytes, new Bytes(text, textLength));
  }
}

function isZero(start: usize, length: usize): bool {
  let bits: u32 = 0;
  for (let i: usize = 0; i < length; ++i) bits |= load<u8>(start + i);
  return bits == 0;
}
