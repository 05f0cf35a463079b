import { encodeBase64, encodeBase64Url } from "../../../../sdk/encoding/base64";
import { JwtAlgorithm } from "../../../../sdk/jwt/algorithm";
import { JwtKeys } from "../../../../sdk/jwt/keys";

/** A number of `length` bytes, all of them `byte`. */
function bytes(length: i32, byte: u8): Uint8Array {
  return new Uint8Array(length).fill(byte);
}

function number(length: i32, byte: u8 = 0xff): string {
  return encodeBase64Url(bytes(length, byte));
}

function rsa(n: string, e: string = "AQAB", more: string = ""): string {
  return '{"kty":"RSA","n":"' + n + '","e":"' + e + '"' + more + "}";
}

function ec(crv: string, x: string, y: string, more: string = ""): string {
  return '{"kty":"EC","crv":"' + crv + '","x":"' + x + '","y":"' + y + '"' + more + "}";
}

/** The algorithms of a set of this one JWK; 0 when it can't be used. */
function algorithmsOf(jwk: string): u32 {
  const keys = new JwtKeys();
  const isAdded = keys.addJwks(jwk);
  expect(isAdded).toBe(keys.list.length == 1, jwk);
  return keys.algorithms;
}

const RS: u32 = JwtAlgorithm.RS256 | JwtAlgorithm.RS384 | JwtAlgorithm.RS512;
const HS: u32 = JwtAlgorithm.HS256 | JwtAlgorithm.HS384 | JwtAlgorithm.HS512;

describe("a JWK", () => {
  it("is bound to the algorithms of its type, or to the one it names", () => {
    expect(algorithmsOf(rsa(number(256))) & RS).toBe(RS);
    expect(algorithmsOf(rsa(number(256))) & HS).toBe(0);
    expect(algorithmsOf(rsa(number(256), "AQAB", ',"alg":"RS384"'))).toBe(JwtAlgorithm.RS384);
    expect(algorithmsOf(ec("P-256", number(32), number(32)))).toBe(JwtAlgorithm.ES256);
    expect(algorithmsOf(ec("P-384", number(48), number(48)))).toBe(JwtAlgorithm.ES384);
    expect(algorithmsOf('{"kty":"oct","k":"c2VjcmV0"}')).toBe(HS);
    expect(algorithmsOf('{"kty":"oct","k":"c2VjcmV0","alg":"HS512"}')).toBe(JwtAlgorithm.HS512);
  });

  it("can't be used for an algorithm of another type", () => {
    const algs: string[] = ["HS256", "ES256", "none", "", "rs256", "RSA-OAEP"];
    for (let i = 0; i < algs.length; i++) {
      expect(algorithmsOf(rsa(number(256), "AQAB", ',"alg":"' + algs[i] + '"'))).toBe(0, algs[i]);
    }
    expect(algorithmsOf(ec("P-256", number(32), number(32), ',"alg":"ES384"'))).toBe(0);
    expect(algorithmsOf('{"kty":"oct","k":"c2VjcmV0","alg":"RS256"}')).toBe(0);
    expect(algorithmsOf(rsa(number(256), "AQAB", ',"alg":256'))).toBe(0);
  });

  it("of RSA has 2048 to 8192 bits, both of its numbers odd, the exponent 3 or more", () => {
    expect(algorithmsOf(rsa(number(255)))).toBe(0);
    expect(algorithmsOf(rsa(encodeBase64Url(bytes(256, 0x7f))))).toBe(0);
    expect(algorithmsOf(rsa(number(1024))) & RS).toBe(RS);
    expect(algorithmsOf(rsa(number(1025)))).toBe(0);
    expect(algorithmsOf(rsa(number(256, 0xfe)))).toBe(0);
    const padded = bytes(260, 0xff);
    padded.fill(0, 0, 4);
    expect(algorithmsOf(rsa(encodeBase64Url(padded))) & RS).toBe(RS);
    const exponents: string[] = ["AQ", "Ag", "AA", "", "BA", "AQAC", "AQAAAAE"];
    for (let i = 0; i < exponents.length; i++) expect(algorithmsOf(rsa(number(256), exponents[i]))).toBe(0);
    expect(algorithmsOf(rsa(number(256), "Aw")) & RS).toBe(RS);
  });

  it("of a curve has coordinates of the curve's size", () => {
    expect(algorithmsOf(ec("P-256", number(31), number(32)))).toBe(0);
    expect(algorithmsOf(ec("P-256", number(33), number(32)))).toBe(0);
    expect(algorithmsOf(ec("P-256", number(48), number(48)))).toBe(0);
    expect(algorithmsOf(ec("P-384", number(32), number(32)))).toBe(0);
    expect(algorithmsOf(ec("secp256k1", number(32), number(32)))).toBe(0);
    expect(algorithmsOf(ec("P-256", number(32) + "=", number(32)))).toBe(0);
  });

  it("for another use is skipped", () => {
    const uses: string[] = [',"use":"enc"', ',"use":1', ',"key_ops":["encrypt"]', ',"key_ops":[]', ',"kid":1'];
    for (let i = 0; i < uses.length; i++) expect(algorithmsOf(rsa(number(256), "AQAB", uses[i]))).toBe(0, uses[i]);
    expect(algorithmsOf(rsa(number(256), "AQAB", ',"use":"sig","key_ops":["sign","verify"]')) & RS).toBe(RS);
  });
});

describe("a JWK set", () => {
  it("counts what it skips, and is none without a usable key", () => {
    const keys = new JwtKeys();
    const usable = '{"kty":"oct","k":"c2VjcmV0","kid":"a"}';
    expect(
      keys.addJwks('{"keys":[{"kty":"OKP","crv":"X25519","x":"AA"},' + usable + ',7,{},{"kty":"oct","k":""}]}'),
    ).toBe(true);
    expect(keys.list.length).toBe(1);
    expect(keys.skipped).toBe(4);
    expect(keys.hasId("a")).toBe(true);
    expect(keys.hasId("b")).toBe(false);
    const others: string[] = [
      "",
      "{",
      "[]",
      "{}",
      '{"keys":[]}',
      '{"keys":{}}',
      '{"keys":[{}]}',
      '{"keys":[],"keys":[]}',
    ];
    for (let i = 0; i < others.length; i++) expect(new JwtKeys().addJwks(others[i])).toBe(false, others[i]);
  });

  it("has a hundred keys at most", () => {
    let text = '{"keys":[{"kty":"oct","k":"c2VjcmV0"}';
    for (let i = 1; i < 105; i++) text += ',{"kty":"oct","k":"c2VjcmV0"}';
    const keys = new JwtKeys();
    expect(keys.addJwks(text + "]}")).toBe(true);
    expect(keys.list.length).toBe(100);
    expect(keys.skipped).toBe(5);
  });
});

// Made by OpenSSL.
const P256 =
  "-----BEGIN PUBLIC KEY-----\n" +
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0OaGuZKlSUdGzpHMRGPwR3Zv6t4c\n" +
  "9ksi3ohgX5JVHFueARrAkkZIWUkNzN/97rFt3+UbET9XSjIXrydpSTYXUA==\n" +
  "-----END PUBLIC KEY-----\n";

describe("a PEM key", () => {
  it("of P-256 is read", () => {
    const keys = new JwtKeys();
    expect(keys.addPem(P256)).toBe(true);
    expect(keys.algorithms).toBe(JwtAlgorithm.ES256);
    expect(new JwtKeys().addPem(P256.replace("\n", "\r\n"))).toBe(true);
  });

  it("is nothing else than one block of its label", () => {
    const others: string[] = [
      "",
      "-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----",
      P256 + P256,
      "x" + P256,
      P256 + "x",
      P256.replaceAll("PUBLIC", "PRIVATE"),
      P256.replaceAll("PUBLIC KEY", "CERTIFICATE"),
      P256.replaceAll("PUBLIC KEY", "RSA PUBLIC KEY"),
      P256.replace("MFkw", "MFgw"),
      P256.replace("MFkw", "MIFZMD"),
      P256.replace("MFkw", "!!!!"),
    ];
    for (let i = 0; i < others.length; i++) expect(new JwtKeys().addPem(others[i])).toBe(false, others[i]);
  });

  it("is malformed once a byte of its frame differs, and never traps", () => {
    const lines = P256.split("\n");
    const der = lines[1] + lines[2];
    for (let at = 0; at < der.length; at += 4) {
      const cut = "-----BEGIN PUBLIC KEY-----" + der.substring(0, at) + "-----END PUBLIC KEY-----";
      expect(new JwtKeys().addPem(cut)).toBe(false);
    }
    const junk = encodeBase64(bytes(91, 0x30));
    expect(new JwtKeys().addPem("-----BEGIN PUBLIC KEY-----" + junk + "-----END PUBLIC KEY-----")).toBe(false);
  });
});
