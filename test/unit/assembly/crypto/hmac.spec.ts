import { Hash } from "../../../../sdk/crypto/hash";
import { Hmac } from "../../../../sdk/crypto/hmac";
import { Sha256 } from "../../../../sdk/crypto/sha256";
import { Sha384, Sha512 } from "../../../../sdk/crypto/sha512";
import { encodeHex } from "../../../../sdk/encoding/hex";
import { encodeText } from "../../../../sdk/encoding/text";
import { joined, repeated, sequence } from "../bytes";

const QUESTION = "what do ya want for nothing?";

// RFC 4231 §4.2 to §4.8; test case 5 in full length.
const KEYS: Uint8Array[] = [
  repeated(0x0b, 20),
  encodeText("Jefe"),
  repeated(0xaa, 20),
  sequence(1, 25),
  repeated(0x0c, 20),
  repeated(0xaa, 131),
  repeated(0xaa, 131),
];

const MESSAGES: Uint8Array[] = [
  encodeText("Hi There"),
  encodeText(QUESTION),
  repeated(0xdd, 50),
  repeated(0xcd, 50),
  encodeText("Test With Truncation"),
  encodeText("Test Using Larger Than Block-Size Key - Hash Key First"),
  encodeText(
    "This is a test using a larger than block-size key and a larger than block-size data. " +
      "The key needs to be hashed before being used by the HMAC algorithm.",
  ),
];

const TAGS_256: string[] = [
  "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
  "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
  "a3b6167473100ee06e0c796c2955552bfa6f7c0a6a8aef8b93f860aab0cd20c5",
  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
  "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
];

const TAGS_384: string[] = [
  "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
  "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
  "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
  "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb",
  "3abf34c3503b2a23a46efc619baef897f4c8e42c934ce55ccbae9740fcbc1af4ca62269e2a37cd88ba926341efe4aeea",
  "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
  "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e",
];

const TAGS_512: string[] = [
  "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
  "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
  "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
  "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd",
  "415fad6271580a531d4179bc891d87a650188707922a4fbb36663a1eb16da008711c5b50ddd0fc235084eb9d3364a1454fb2ef67cd1d29fe6773068ea266e96b",
  "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
  "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58",
];

// RFC 4868 §2.7.2: keys as long as the digest.
const AUTH_256: string[] = [
  "198a607eb44bfbc69903a0f1cf2bbdc5ba0aa3f3d9ae3c1c7a3b1696a0b68cf7",
  "167f928588c5cc2eef8e3093caa0e87c9ff566a14794aa61648d81621a2a40c6",
  "cdcb1220d1ecccea91e53aba3092f962e549fe6ce9ed7fdc43191fbde45c30b0",
  "372efcf9b40b35c2115b1346903d2ef42fced46f0846e7257bb156d3d7b30d3f",
];

const AUTH_384: string[] = [
  "b6a8d5636f5c6a7224f9977dcf7ee6c7fb6d0c48cbdee9737a959796489bddbc4c5df61d5b3297b4fb68dab9f1b582c2",
  "2c7353974f1842fd66d53c452ca42122b28c0b594cfb184da86a368e9b8e16f5349524ca4e82400cbde0686d403371c9",
  "809f439be00274321d4a538652164b53554a508184a0c3160353e3428597003d35914a18770f9443987054944b7c4b4a",
  "5b540085c6e6358096532b2493609ed1cb298f774f87bb5c2ebf182c83cc7428707fb92eab2536a5812258228bc96687",
];

const AUTH_512: string[] = [
  "637edc6e01dce7e6742a99451aae82df23da3e92439e590e43e761b33e910fb8ac2878ebd5803f6f0b61dbce5e251ff8789a4722c1be65aea45fd464e89f8f5b",
  "cb370917ae8a7ce28cfd1d8f4705d6141c173b2a9362c15df235dfb251b154546aa334ae9fb9afc2184932d8695e397bfa0ffb93466cfcceaae38c833b7dba38",
  "2ee7acd783624ca9398710f3ee05ae41b9f9b0510c87e49e586cc9bf961733d8623c7b55cebefccf02d5581acc1c9d5fb1ff68a1de45509fbe4da9a433922655",
  "5e6688e5a3daec826ca32eaea224eff5e700628947470e13ad01302561bab108b8c48cbc6b807dcfbd850521a685babc7eae4a2a2e660dc0e86b931d65503fd2",
];

function tagOf(hmac: Hmac, message: Uint8Array): string {
  hmac.update(message);
  return encodeHex(hmac.digest());
}

/** Checks the four cases of RFC 4868 for one algorithm; `last` is the key of the fourth. */
function checkAuth(makeHash: () => Hash, keyLength: i32, last: Uint8Array, tags: string[]): void {
  const keys: Uint8Array[] = [
    repeated(0x0b, keyLength),
    encodeText("Jefe".repeat(keyLength / 4)),
    repeated(0xaa, keyLength),
    last,
  ];
  for (let i = 0; i < tags.length; i++) expect(tagOf(new Hmac(makeHash(), keys[i]), MESSAGES[i])).toBe(tags[i]);
}

describe("Hmac", () => {
  it("has the tags of RFC 4231", () => {
    for (let i = 0; i < KEYS.length; i++) {
      expect(tagOf(new Hmac(new Sha256(), KEYS[i]), MESSAGES[i])).toBe(TAGS_256[i]);
      expect(tagOf(new Hmac(new Sha384(), KEYS[i]), MESSAGES[i])).toBe(TAGS_384[i]);
      expect(tagOf(new Hmac(new Sha512(), KEYS[i]), MESSAGES[i])).toBe(TAGS_512[i]);
    }
  });

  it("has the tags of RFC 4868", () => {
    checkAuth((): Hash => new Sha256(), 32, sequence(1, 32), AUTH_256);
    checkAuth((): Hash => new Sha384(), 48, joined(sequence(1, 32), sequence(10, 25)), AUTH_384);
    checkAuth((): Hash => new Sha512(), 64, sequence(1, 64), AUTH_512);
  });

  it("is ready for the next message after a digest and after a reset", () => {
    const hmac = new Hmac(new Sha384(), KEYS[0]);
    for (let i = 0; i < 3; i++) expect(tagOf(hmac, MESSAGES[0])).toBe(TAGS_384[0]);
    hmac.update(repeated(7, 200));
    hmac.reset();
    expect(tagOf(hmac, MESSAGES[0])).toBe(TAGS_384[0]);
  });

  it("takes a message in pieces", () => {
    const hmac = new Hmac(new Sha256(), KEYS[6]);
    hmac.update(MESSAGES[6].subarray(0, 60));
    hmac.update(MESSAGES[6].subarray(60, 61));
    hmac.update(MESSAGES[6].subarray(61));
    expect(encodeHex(hmac.digest())).toBe(TAGS_256[6]);
  });

  it("keeps the keys of several objects apart", () => {
    const first = new Hmac(new Sha512(), KEYS[0]);
    const second = new Hmac(new Sha512(), KEYS[1]);
    first.update(MESSAGES[0]);
    second.update(MESSAGES[1]);
    expect(encodeHex(first.digest())).toBe(TAGS_512[0]);
    expect(encodeHex(second.digest())).toBe(TAGS_512[1]);
  });

  it("takes an empty key and a key of exactly one block", () => {
    expect(tagOf(new Hmac(new Sha256(), new Uint8Array(0)), new Uint8Array(0))).toBe(
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
    );
    // Zeros at the end of a key that fits a block change nothing (RFC 2104 §2).
    const padded = new Uint8Array(64);
    padded.set(KEYS[0]);
    expect(tagOf(new Hmac(new Sha256(), padded), MESSAGES[0])).toBe(TAGS_256[0]);
  });
});
