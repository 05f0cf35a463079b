import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { randomSource } from "../probe.js";
import { compileTokenGuest, startTokenGuest, type TokenGuest } from "./token-guest.js";
import { encode } from "./tokens.js";

const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const P = 2n ** 255n - 19n;

let module: WebAssembly.Module;
let guest: TokenGuest;

beforeAll(async () => {
  module = await compileTokenGuest();
  guest = startTokenGuest(module);
});

const read = (octets: Buffer): bigint => BigInt(`0x${Buffer.from(octets).reverse().toString("hex")}`);
const write = (number: bigint): Buffer => Buffer.from(number.toString(16).padStart(64, "0"), "hex").reverse();
const sha512 = (...parts: Buffer[]): Buffer => createHash("sha512").update(Buffer.concat(parts)).digest();

interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The encoded public key. */
  readonly a: Buffer;
}

function pairOf(seed: Buffer): Pair {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey);
  return { privateKey, publicKey, a: publicKey.export({ format: "der", type: "spki" }).subarray(-32) };
}

const jwkOf = (a: Buffer): object => ({ kty: "OKP", crv: "Ed25519", x: a.toString("base64url") });
const textOf = (claims: unknown): string => `${encode({ alg: "EdDSA" })}.${encode(claims)}`;
const tokenOf = (text: string, signature: Buffer): string => `${text}.${signature.toString("base64url")}`;

/** What the module and Node say of a signature; they must agree. */
function verdict({ publicKey, a }: Pair, text: string, signature: Buffer): boolean {
  expect(guest.configure({ jwks: jwkOf(a) })).toBe("");
  const answer = guest.verify(tokenOf(text, signature)) === "valid";
  expect(answer).toBe(verify(null, Buffer.from(text), publicKey, signature));
  return answer;
}

describe("Ed25519 against Node", () => {
  it("takes what random keys sign, and refuses what is changed in any place", () => {
    const random = randomSource(7);
    const octets = (size: number): Buffer => Buffer.from(Array.from({ length: size }, () => random(256)));
    for (let round = 0; round < 60; round++) {
      const pair = pairOf(octets(32));
      const text = textOf({ n: random(1e9), pad: "x".repeat(random(300)) });
      const signature = sign(null, Buffer.from(text), pair.privateKey);
      expect(verdict(pair, text, signature)).toBe(true);
      const changed = Buffer.from(signature);
      const at = random(64);
      changed[at] = (changed[at] ?? 0) ^ (1 << random(8));
      expect(verdict(pair, text, changed)).toBe(false);
      expect(verdict(pair, text, octets(64))).toBe(false);
    }
  });

  it("reads the same of all points as keys", () => {
    const random = randomSource(8);
    let taken = 0;
    for (let round = 0; round < 200; round++) {
      const a = Buffer.from(Array.from({ length: 32 }, () => random(256)));
      if (guest.configure({ jwks: jwkOf(a) }) === "") taken++;
      const isOnCurve = decodes(a);
      expect(guest.configure({ jwks: jwkOf(a) }) === "", a.toString("hex")).toBe(isOnCurve);
    }
    expect(taken).toBeGreaterThan(60);
  });

  it("refuses S of L and more, the same number with another R, zeros and ones", () => {
    const pair = pairOf(Buffer.alloc(32, 1));
    const text = textOf({});
    const signature = sign(null, Buffer.from(text), pair.privateKey);
    const [r, s] = [signature.subarray(0, 32), signature.subarray(32)];
    expect(verdict(pair, text, signature)).toBe(true);
    for (const other of [read(s) + L, read(s) + 2n * L, L, L - 1n, 0n, 2n ** 256n - 1n]) {
      expect(verdict(pair, text, Buffer.concat([r, write(other)]))).toBe(false);
    }
    for (const other of [Buffer.alloc(32), Buffer.alloc(32, 0xff), write(1n), write(P), write(P + 1n), pair.a]) {
      expect(verdict(pair, text, Buffer.concat([other, s]))).toBe(false);
    }
    expect(verdict(pair, text, Buffer.alloc(64))).toBe(false);
  });

  /** The holder of a key can make what others can't: points R of small order, and R with a part of small order. */
  it("judges as BoringSSL what only the key's holder can make", () => {
    const seed = Buffer.alloc(32, 2);
    const pair = pairOf(seed);
    const digest = sha512(seed);
    const clamped = (read(digest.subarray(0, 32)) & ((1n << 254n) - 8n)) | (1n << 254n);
    const text = textOf({});
    const numberOf = (...parts: Buffer[]): bigint => read(sha512(...parts)) % L;
    const signWith = (nonce: bigint, r: Buffer): Buffer => {
      const h = numberOf(r, pair.a, Buffer.from(text));
      return Buffer.concat([r, write((nonce + h * clamped) % L)]);
    };
    const nonce = numberOf(digest.subarray(32), Buffer.from(text));
    const r = sign(null, Buffer.from(text), pair.privateKey).subarray(0, 32);
    expect(verdict(pair, text, signWith(nonce, r))).toBe(true);
    expect(verdict(pair, text, signWith(0n, write(1n)))).toBe(true);
    // R + (0, -1) = (-x, -y): with the cofactor, this would be good.
    const y = read(r) & ((1n << 255n) - 1n);
    const turned = (P - y) | (((read(r) >> 255n) ^ 1n) << 255n);
    expect(verdict(pair, text, signWith(nonce, write(turned)))).toBe(false);
    // 1 + p is another spelling of the neutral point's y.
    expect(verdict(pair, text, signWith(0n, write(1n + P)))).toBe(false);
  });
});

/** RFC 8032 §5.1.3 in plain numbers. */
function decodes(octets: Buffer): boolean {
  const y = read(octets) & ((1n << 255n) - 1n);
  const power = (base: bigint, exponent: bigint): bigint => {
    let result = 1n;
    for (let b = base % P, e = exponent; e > 0n; e >>= 1n, b = (b * b) % P) if (e & 1n) result = (result * b) % P;
    return result;
  };
  const d = ((P - 121665n) * power(121666n, P - 2n)) % P;
  const square = ((y * y - 1n + P) * power(d * y * y + 1n, P - 2n)) % P;
  return y < P && (square === 0n ? read(octets) >> 255n === 0n : power(square, (P - 1n) / 2n) === 1n);
}

describe("Ed25519 of RFC 8032 7.1 and RFC 8037 A.4", () => {
  const { a } = pairOf(Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex"));

  it("is that of the example, whose payload is no JSON", () => {
    expect(a.toString("base64url")).toBe("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    const token =
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc" +
      ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    expect(guest.configure({ jwks: jwkOf(a) })).toBe("");
    expect(guest.verify(token)).toBe("malformed token");
    expect(guest.verify(token.replace("RXhh", "RXhi"))).toBe("bad signature");
  });
});

describe("a generated key", () => {
  it("is taken from PEM as from a JWK", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const text = textOf({});
    const token = tokenOf(text, sign(null, Buffer.from(text), privateKey));
    const other = startTokenGuest(module);
    expect(other.configure({ pem: publicKey.export({ format: "pem", type: "spki" }) })).toBe("");
    expect(other.verify(token)).toBe("valid");
  });
});
