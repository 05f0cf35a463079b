import { Hash } from "../../../../sdk/crypto/hash";
import { sha256, Sha256 } from "../../../../sdk/crypto/sha256";
import { sha384, Sha384, sha512, Sha512 } from "../../../../sdk/crypto/sha512";
import { encodeHex } from "../../../../sdk/encoding/hex";
import { encodeText } from "../../../../sdk/encoding/text";
import { areEqual, repeated } from "../bytes";
import { Random } from "../random";

// The examples of FIPS 180-4 (NIST example values) and, first, the empty message.
const MESSAGES: string[] = [
  "",
  "abc",
  "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
  "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
];

const SHA256: string[] = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
];

const SHA384: string[] = [
  "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
  "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
  "3391fdddfc8dc7393707a65b1b4709397cf8b1d162af05abfe8f450de5f36bc6b0455a8520bc4e6f5fe95b1fe3c8452b",
  "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039",
];

const SHA512: string[] = [
  "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
  "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
  "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c33596fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445",
  "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909",
];

/** The digest of a million times "a", fed in uneven pieces. */
function digestOfMillion(hash: Hash): string {
  const piece = repeated(0x61, 997);
  let left = 1000000;
  for (; left >= 997; left -= 997) hash.update(piece);
  hash.update(piece.subarray(0, left));
  return encodeHex(hash.digest());
}

/** Whether every message of 0 to 300 bytes has the same digest in one piece, in three, and after another message. */
function isConsistent(hash: Hash): bool {
  const random = new Random(5);
  for (let length = 0; length <= 300; length++) {
    const message = random.bytes(length);
    hash.update(message);
    const whole = hash.digest();
    const first = random.below(length + 1);
    const second = first + random.below(length - first + 1);
    hash.update(message.subarray(0, first));
    hash.update(message.subarray(first, second));
    hash.update(message.subarray(second));
    if (!areEqual(whole, hash.digest())) return false;
  }
  return true;
}

describe("SHA-256", () => {
  it("has the digests of FIPS 180-4", () => {
    for (let i = 0; i < MESSAGES.length; i++) expect(encodeHex(sha256(encodeText(MESSAGES[i])))).toBe(SHA256[i]);
    expect(digestOfMillion(new Sha256())).toBe("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  });

  it("takes a message in any pieces, of any length around the block", () => {
    expect(isConsistent(new Sha256())).toBe(true);
  });

  it("forgets the message on reset", () => {
    const hash = new Sha256();
    hash.update(repeated(1, 100));
    hash.reset();
    expect(encodeHex(hash.digest())).toBe(SHA256[0]);
  });
});

describe("SHA-384", () => {
  it("has the digests of FIPS 180-4", () => {
    for (let i = 0; i < MESSAGES.length; i++) expect(encodeHex(sha384(encodeText(MESSAGES[i])))).toBe(SHA384[i]);
    expect(digestOfMillion(new Sha384())).toBe(
      "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985",
    );
  });

  it("takes a message in any pieces, of any length around the block", () => {
    expect(isConsistent(new Sha384())).toBe(true);
  });
});

describe("SHA-512", () => {
  it("has the digests of FIPS 180-4", () => {
    for (let i = 0; i < MESSAGES.length; i++) expect(encodeHex(sha512(encodeText(MESSAGES[i])))).toBe(SHA512[i]);
    expect(digestOfMillion(new Sha512())).toBe(
      "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b",
    );
  });

  it("takes a message in any pieces, of any length around the block", () => {
    expect(isConsistent(new Sha512())).toBe(true);
  });
});
