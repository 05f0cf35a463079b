import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  generatePrimeSync,
  type JsonWebKey,
  type KeyObject,
  privateEncrypt,
  randomBytes,
  verify,
} from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { randomSource } from "../probe.js";
import { compileTokenGuest, startTokenGuest, type TokenGuest } from "./token-guest.js";
import { encode } from "./tokens.js";

let guest: TokenGuest;

beforeAll(async () => {
  guest = startTokenGuest(await compileTokenGuest());
});

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly bits: number;
}

function pairOf(modulusLength: number, publicExponent = 65537): Pair {
  return { ...generateKeyPairSync("rsa", { modulusLength, publicExponent }), bits: modulusLength };
}

/** A key of exactly so many bits: OpenSSL makes none of an odd number. */
function oddPairOf(bits: number): Pair {
  const half = (bits + 1) >> 1;
  const url = (number: bigint): string => {
    const digits = number.toString(16);
    return Buffer.from(digits.padStart(digits.length + (digits.length & 1), "0"), "hex").toString("base64url");
  };
  for (;;) {
    const p = generatePrimeSync(half, { bigint: true });
    const q = generatePrimeSync(bits - half, { bigint: true });
    const phi = (p - 1n) * (q - 1n);
    if (p <= q || (p * q).toString(2).length !== bits || phi % 65537n === 0n) continue;
    const d = inverse(65537n, phi);
    const numbers = { n: p * q, e: 65537n, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
    const members = Object.entries(numbers).map(([name, number]) => [name, url(number)]);
    const key = { kty: "RSA", ...Object.fromEntries(members) } as JsonWebKey;
    const privateKey = createPrivateKey({ key, format: "jwk" });
    return { privateKey, publicKey: createPublicKey(privateKey), bits };
  }
}

function inverse(number: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [modulus, number % modulus, 0n, 1n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}

const textOf = (alg: string): string => `${encode({ alg })}.${encode({})}`;

/** What the module and Node say of a signature; they must agree. */
function verdict({ publicKey }: Pair, alg: string, signature: Buffer): boolean {
  expect(guest.configure({ jwks: publicKey.export({ format: "jwk" }) })).toBe("");
  const text = textOf(alg);
  const answer = guest.verify(`${text}.${signature.toString("base64url")}`) === "valid";
  const key = {
    key: publicKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  };
  expect(answer).toBe(verify(`sha${alg.slice(2)}`, Buffer.from(text), key, signature));
  return answer;
}

/** What may be wrong with an encoded message. */
interface Encoding {
  readonly salt?: number;
  readonly trailer?: number;
  readonly padding?: number;
  readonly separator?: number;
  readonly maskHash?: string;
  readonly zeros?: number;
  /** Set bits above the encoding's. */
  readonly high?: number;
}

/** EMSA-PSS-ENCODE (RFC 8017 §9.1.1), signed without any padding of Node's. */
function signEncoded({ privateKey, bits }: Pair, alg: string, encoding: Encoding = {}): Buffer {
  const hash = (name: string, ...parts: Buffer[]): Buffer => createHash(name).update(Buffer.concat(parts)).digest();
  const name = `sha${alg.slice(2)}`;
  const digest = hash(name, Buffer.from(textOf(alg)));
  const { salt: saltSize = digest.length, maskHash = name } = encoding;
  const salt = randomBytes(saltSize);
  const size = Math.ceil((bits - 1) / 8);
  const h = hash(name, Buffer.alloc(encoding.zeros ?? 8), digest, salt);
  const block = Buffer.alloc(size - h.length - 1 - saltSize - 1, encoding.padding ?? 0);
  const db = Buffer.concat([block, Buffer.from([encoding.separator ?? 1]), salt]);
  const masked = Buffer.from(db);
  for (let counter = 0, at = 0; at < db.length; counter++) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    for (const octet of hash(maskHash, h, count)) if (at < db.length) masked[at] = octet ^ (db[at++] ?? 0);
  }
  masked[0] = ((masked[0] ?? 0) & (0xff >> (8 * size - (bits - 1)))) | (encoding.high ?? 0);
  const encoded = Buffer.concat([masked, h, Buffer.from([encoding.trailer ?? 0xbc])]);
  const whole = Buffer.concat([Buffer.alloc(Math.ceil(bits / 8) - size), encoded]);
  return privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, whole);
}

/** The encoding with another salt, until its number is small enough to be signed: about one in three is. */
function belowModulus(encode: () => Buffer): Buffer {
  for (let round = 0; round < 200; round++) {
    try {
      return encode();
    } catch (error) {
      if (!String(error).includes("data too large for modulus")) throw error;
    }
  }
  throw new Error("no encoding is below the modulus");
}

const pair = pairOf(2048);

describe("RSA-PSS against Node", () => {
  it.each(["PS256", "PS384", "PS512"])(
    "takes what is encoded by the book, and refuses a changed signature, for %s",
    (alg) => {
      const random = randomSource(3);
      for (let round = 0; round < 8; round++) {
        const signature = signEncoded(pair, alg);
        expect(verdict(pair, alg, signature)).toBe(true);
        const at = random(signature.length);
        signature[at] = (signature[at] ?? 0) ^ (1 << random(8));
        expect(verdict(pair, alg, signature)).toBe(false);
      }
    },
  );

  it.each([2049, 2050, 2055, 2056, 2057, 3072])("takes a modulus of %d bits", (bits) => {
    const other = bits & 1 ? oddPairOf(bits) : pairOf(bits);
    expect(verdict(other, "PS256", signEncoded(other, "PS256"))).toBe(true);
    expect(verdict(other, "PS512", signEncoded(other, "PS512"))).toBe(true);
    expect(verdict(other, "PS512", signEncoded(other, "PS384"))).toBe(false);
  });

  it.each([3, 17, 4294967295 - 4])("takes an exponent of %d", (exponent) => {
    const other = pairOf(2048, exponent);
    expect(verdict(other, "PS384", signEncoded(other, "PS384"))).toBe(true);
  });

  it.each([
    ["no salt", { salt: 0 }],
    ["a salt of 20 bytes", { salt: 20 }],
    ["a salt one byte short", { salt: 31 }],
    ["a salt one byte long", { salt: 33 }],
    ["the longest salt", { salt: 222 }],
    ["another trailer", { trailer: 0xcc }],
    ["padding", { padding: 1 }],
    ["another separator", { separator: 2 }],
    ["no separator", { separator: 0 }],
    ["a mask by SHA-1", { maskHash: "sha1" }],
    ["a mask by SHA-512", { maskHash: "sha512" }],
    ["seven zeros", { zeros: 7 }],
  ] as readonly (readonly [string, Encoding])[])("refuses %s", (_, encoding) => {
    expect(verdict(pair, "PS256", signEncoded(pair, "PS256", encoding))).toBe(false);
  });

  it("refuses a bit above the encoding", () => {
    // With 2050 bits, the encoding has 2049: seven of the first octet's bits must be zero.
    const other = pairOf(2050);
    expect(
      verdict(
        other,
        "PS256",
        belowModulus(() => signEncoded(other, "PS256", { high: 0x02 })),
      ),
    ).toBe(false);
  });

  it("refuses the signature plus the modulus, zero, one, and the modulus less one", () => {
    const { n = "" } = pair.publicKey.export({ format: "jwk" });
    const modulus = BigInt(`0x${Buffer.from(n, "base64url").toString("hex")}`);
    const write = (number: bigint): Buffer => Buffer.from(number.toString(16).padStart(512, "0"), "hex");
    for (const number of [0n, 1n, modulus - 1n, modulus, modulus + 1n, 2n ** 2048n - 1n]) {
      expect(verdict(pair, "PS256", write(number))).toBe(false);
    }
    // One in many signatures is small enough to have the modulus added and still fit.
    for (let round = 0, done = 0; round < 400 && done < 1; round++) {
      const sum = BigInt(`0x${signEncoded(pair, "PS256").toString("hex")}`) + modulus;
      if (sum >= 2n ** 2048n) continue;
      done++;
      expect(verdict(pair, "PS256", write(sum))).toBe(false);
    }
  });
});
