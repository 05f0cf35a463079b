import { compareBytes } from "../compare-bytes";
import {
  addPoint,
  doublePoint,
  isOfSmallOrder,
  makeTable,
  negatePoint,
  POINT_BYTES,
  readPoint,
  setNeutral,
  writePoint,
} from "./edwards25519";
import { Montgomery } from "./montgomery";
import { Sha512 } from "./sha512";

const KEY_BYTES: usize = 32;

/** Bytes of a signature: the point R, then the number S. */
export const ED25519_SIGNATURE_BYTES: usize = 64;

/** The order of the base point, L. */
// @ts-ignore: decorator
@lazy
const ORDER: StaticArray<u32> = [0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0, 0, 0, 0x10000000];

// @ts-ignore: decorator
@lazy
const ONE: StaticArray<u32> = [1, 0, 0, 0, 0, 0, 0, 0];

/** y = 4/5, and x even. */
// @ts-ignore: decorator
@lazy
const BASE_POINT: StaticArray<u8> = [
  0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
  0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
];

// @ts-ignore: decorator
@lazy
const POINT = memory.data(160);

/** The digest that a signature is over, then what it is modulo L. */
// @ts-ignore: decorator
@lazy
const DIGEST = memory.data(64);

// @ts-ignore: decorator
@lazy
const ENCODED = memory.data(40);

// @ts-ignore: decorator
@lazy
let shared: Ed25519Group | null = null;

/** What all keys have in common: made with the first of them. */
@final
class Ed25519Group {
  readonly order: Montgomery = new Montgomery(changetype<usize>(ORDER), 8);
  readonly hash: Sha512 = new Sha512();
  readonly base: StaticArray<u8>;

  constructor() {
    readPoint(POINT, changetype<usize>(BASE_POINT));
    this.base = makeTable(POINT);
  }

  static get(): Ed25519Group {
    const known = shared;
    if (known !== null) return known;
    const made = new Ed25519Group();
    shared = made;
    return made;
  }
}

/**
 * An Ed25519 public key (RFC 8032 §5.1), made ready to verify with. What is verified is as BoringSSL does it, and with it Envoy's
 * jwt_authn: S below L, R in its one encoding, and SB = R + hA without the cofactor. Beyond that the key itself must be encoded
 * canonically and not of small order: for such a key anyone can sign. Only public values go in: the time is not constant.
 */
@final
export class Ed25519Key {
  private constructor(
    private readonly encoded: StaticArray<u8>,
    /** Multiples of -A. */
    private readonly table: StaticArray<u8>,
    private readonly group: Ed25519Group,
  ) {}

  /** Reads the 32 bytes at `start`; null where they are no usable key. */
  static read(start: usize): Ed25519Key | null {
    const group = Ed25519Group.get();
    if (!readPoint(POINT, start) || isOfSmallOrder(POINT)) return null;
    const encoded = new StaticArray<u8>(<i32>KEY_BYTES);
    memory.copy(changetype<usize>(encoded), start, KEY_BYTES);
    negatePoint(POINT);
    return new Ed25519Key(encoded, makeTable(POINT), group);
  }

  /** Whether the 64 bytes at `signature` are a signature over the `textSize` bytes at `text`. */
  verifies(text: usize, textSize: usize, signature: usize): bool {
    const order = this.group.order;
    const s = signature + KEY_BYTES;
    if (!order.isReduced(s)) return false;
    const hash = this.group.hash;
    hash.updateAt(signature, KEY_BYTES);
    hash.updateAt(changetype<usize>(this.encoded), KEY_BYTES);
    hash.updateAt(text, textSize);
    hash.digestTo(DIGEST);
    // The digest is high * R + low, with Montgomery's R = 2^256.
    const high = DIGEST + KEY_BYTES;
    order.multiply(high, order.square, high);
    order.multiply(DIGEST, order.square, DIGEST);
    order.multiply(DIGEST, changetype<usize>(ONE), DIGEST);
    order.add(DIGEST, DIGEST, high);
    this.multiply(DIGEST, s);
    writePoint(ENCODED, POINT);
    return compareBytes(ENCODED, signature, KEY_BYTES) == 0;
  }

  /** POINT = sB - hA, with digits of four bits for both numbers at once. */
  private multiply(h: usize, s: usize): void {
    setNeutral(POINT);
    const base = changetype<usize>(this.group.base);
    const table = changetype<usize>(this.table);
    for (let i: i32 = 63; i >= 0; i--) {
      if (i < 63) for (let j = 0; j < 4; j++) doublePoint(POINT, j == 3);
      addDigit(table, h, i);
      addDigit(base, s, i);
    }
  }
}

/** Adds that multiple of a table's point which the digit at `index` of `number` names. */
function addDigit(table: usize, number: usize, index: usize): void {
  const digit = <usize>((load<u8>(number + (index >> 1)) >> ((index & 1) << 2)) & 0xf);
  if (digit != 0) addPoint(POINT, table + digit * POINT_BYTES);
}
