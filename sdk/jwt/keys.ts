import { JsonKind, JsonValue } from "../json/value";
import { parseJson } from "../json/parse";
import { ALL_ALGORITHMS, HMAC_ALGORITHMS, JwtAlgorithm } from "./algorithm";
import { JwtHeader } from "./header";
import { readJwk } from "./jwk";
import { JwtKey } from "./key";
import { readPem } from "./pem";
import { SecretKey } from "./secret-key";

/** As many keys a set may have. */
const KEYS_MAX: i32 = 100;

/** As many keys are tried for one token, which may come without `kid` or with one that many keys have: each try may cost a millisecond. */
const TRIES_MAX: i32 = 8;

/**
 * A set of keys, of one issuer: built once where the configuration is read, or when a JWK set has come; used for every token. RFC 7518 §3.2
 * asks for a secret of at least 32, 48 or 64 bytes; a shorter one can be guessed offline from one token, and warning of it (`hasShortSecret`)
 * or refusing it is up to whoever reads the configuration.
 *
 * @example
 * const pem = "-----BEGIN PUBLIC KEY-----…";
 * const keys = new JwtKeys();
 * if (!keys.addPem(pem)) return new Refusal("$.pem: is no RSA, P-256 or P-384 public key");
 */
@final
export class JwtKeys {
  /** The keys, in the order in which they are tried. */
  readonly list: Array<JwtKey> = new Array<JwtKey>();
  /** How many keys of JWK sets could not be used: of another type or size, for encryption, or one too many. */
  skipped: i32 = 0;
  /** Whether a key is a secret shorter than the hash of its algorithm, the shortest of several. */
  hasShortSecret: bool = false;
  /** Whether a JWK set was read, if only one without a key that can be used. */
  isSet: bool = false;
  /** The algorithms that some key is good for: bits of `JwtAlgorithm`. */
  algorithms: u32 = 0;
  /**
   * The header of the token that was verified last.
   *
   * @internal
   */
  header: JwtHeader | null = null;

  /** Adds a shared secret, its bytes as they are and not in base64, for HS256, HS384 and HS512 or those that `algorithms` names. */
  addSecret(secret: Uint8Array, id: string = "", algorithms: u32 = ALL_ALGORITHMS): bool {
    const allowed = algorithms & HMAC_ALGORITHMS;
    return this.add(allowed == 0 ? null : new SecretKey(id, allowed, secret));
  }

  /** Adds a public key in PEM; false when it is none of RSA (2048 to 8192 bits), P-256 or P-384. */
  addPem(pem: string, id: string = "", algorithms: u32 = ALL_ALGORITHMS): bool {
    return this.add(readPem(pem, id, algorithms));
  }

  /** Adds a JWK (RFC 7517 §4); false when it is no key to check signatures with, by one of `algorithms`. */
  addJwk(jwk: JsonValue, algorithms: u32 = ALL_ALGORITHMS): bool {
    return this.add(readJwk(jwk, algorithms));
  }

  /**
   * Adds what a JWK set (RFC 7517 §5) has, a text, or a single JWK; keys that can't be used are skipped and counted (§5). False when it is no
   * such text, or none of its keys can be used. Keys that are good for none of `algorithms` can't: a set that anyone may read should
   * hold no shared secrets.
   */
  addJwks<T>(text: T, algorithms: u32 = ALL_ALGORITHMS): bool {
    const document = parseJson<T>(text).value;
    if (document === null) return false;
    const keys = document.get("keys");
    if (keys === null) return this.addJwk(document, algorithms);
    if (keys.kind != JsonKind.Array) return false;
    this.isSet = true;
    const before = this.list.length;
    for (let i = 0; i < keys.length; ++i) {
      const jwk = keys.at(i);
      if (jwk === null || !this.addJwk(jwk, algorithms)) ++this.skipped;
    }
    return this.list.length > before;
  }

  /** Whether a token with this `kid` may be of this set: a key without one may be any. */
  hasId(id: string): bool {
    for (let i = 0; i < this.list.length; ++i) {
      const own = this.list[i].id;
      if (own.length == 0 || own == id) return true;
    }
    return false;
  }

  /**
   * Whether one of the first eight keys that `id` (any, when null) and `algorithm` fit made the signature.
   *
   * @internal
   */
  verify(
    id: string | null,
    algorithm: JwtAlgorithm,
    text: usize,
    textLength: usize,
    signature: usize,
    signatureLength: usize,
  ): bool {
    let tries = 0;
    for (let i = 0; i < this.list.length && tries < TRIES_MAX; ++i) {
      const key = this.list[i];
      if ((key.algorithms & algorithm) == 0 || (id !== null && key.id.length > 0 && key.id != id)) continue;
      ++tries;
      if (key.verify(algorithm, text, textLength, signature, signatureLength)) return true;
    }
    return false;
  }

  private add(key: JwtKey | null): bool {
    if (key === null || this.list.length >= KEYS_MAX) return false;
    this.list.push(key);
    this.algorithms |= key.algorithms;
    if (key.isShort) this.hasShortSecret = true;
    return true;
  }
}
