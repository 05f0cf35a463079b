import { JwtAlgorithm } from "./algorithm";

/**
 * One key to check signatures with. It is bound to the algorithms of its type, and where it names one (`alg`), to that alone: what a
 * token says can never make an RSA key an HMAC secret (RFC 8725 §3.1).
 */
export abstract class JwtKey {
  /** Whether it is a secret shorter than the hashes of all its algorithms, which RFC 7518 §3.2 forbids. */
  isShort: bool = false;

  /** What its subclass makes it of. */
  constructor(
    /** Its `kid`; empty when it has none. */
    readonly id: string,
    /** The algorithms that it is good for: bits of `JwtAlgorithm`. */
    readonly algorithms: u32,
  ) {}

  /**
   * Whether the signature at `signature` over the text at `text` was made with this key, by one of its algorithms.
   *
   * @internal
   */
  abstract verify(
    algorithm: JwtAlgorithm,
    text: usize,
    textLength: usize,
    signature: usize,
    signatureLength: usize,
  ): bool;
}
