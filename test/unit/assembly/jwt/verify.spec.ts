import { decodeBase64Url, encodeBase64Url } from "../../../../sdk/encoding/base64";
import { encodeText } from "../../../../sdk/encoding/text";
import { JwtReason } from "../../../../sdk/jwt/reason";
import { verifyJwt } from "../../../../sdk/jwt/verify";
import { Random } from "../random";
import {
  expectReason,
  HS256,
  HS384,
  HS512,
  KEYS,
  keysOf,
  NOW,
  PAYLOAD,
  policyOf,
  SECRET,
  sign,
  signClaims,
  verify,
} from "./tokens";

describe("verifyJwt", () => {
  it("accepts the example of RFC 7515 A.1, whose claims expire where they say", () => {
    const key = decodeBase64Url(
      encodeText("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"),
    )!;
    const token = encodeText(
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9" +
        ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ" +
        ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    );
    const keys = keysOf(key);
    const result = verifyJwt(token, keys, policyOf(0), 1300819379);
    expect(result.reason).toBe(JwtReason.None);
    expect(result.claims!.get("iss")!.text).toBe("joe");
    expect(result.claims!.get("http://example.com/is_root")!.boolean).toBe(true);
    expect(verifyJwt(token, keys, policyOf(0), 1300819380).reason).toBe(JwtReason.Expired);
  });

  it("finds the signature of RFC 7520 4.4 good, and its payload no JSON", () => {
    const keys = keysOf(decodeBase64Url(encodeText("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"))!);
    const token = encodeText(
      "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9" +
        ".SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9h" +
        "ZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0" +
        "IG9mZiB0by4.s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0",
    );
    expect(verifyJwt(token, keys, policyOf(0), NOW).reason).toBe(JwtReason.Malformed);
    token[100] ^= 1;
    expect(verifyJwt(token, keys, policyOf(0), NOW).reason).toBe(JwtReason.BadSignature);
  });

  it("accepts HS256, HS384 and HS512 of another implementation", () => {
    const tokens: string[] = [HS256, HS384, HS512];
    for (let i = 0; i < 3; i++) {
      const result = verify(tokens[i]);
      expect(result.reason).toBe(JwtReason.None);
      expect(result.claims!.get("name")!.text).toBe("Jürgen");
    }
  });

  it("refuses every other algorithm, however it is spelt, even with a good HMAC", () => {
    const algs: string[] = [
      "none",
      "None",
      "NONE",
      "",
      "HS1",
      "hs256",
      "HS256 ",
      "HS224",
      "RS256",
      "ES256",
      "PS512",
      "EdDSA",
      "HS256\\u0000",
    ];
    for (let i = 0; i < algs.length; i++) {
      expectReason(sign('{"alg":"' + algs[i] + '"}', "{}"), JwtReason.UnsupportedAlgorithm);
    }
    const unsigned = encodeBase64Url(encodeText('{"alg":"none"}')) + "." + PAYLOAD + ".";
    expectReason(unsigned, JwtReason.UnsupportedAlgorithm);
  });

  it("refuses a signature of another algorithm than the header names", () => {
    expectReason(sign('{"alg":"HS256"}', "{}", "HS512"), JwtReason.BadSignature);
    expectReason(sign('{"alg":"HS512"}', "{}", "HS256"), JwtReason.BadSignature);
  });

  it("refuses a header without alg, with another type of alg, or with alg twice", () => {
    const headers: string[] = [
      "{}",
      '{"alg":null}',
      '{"alg":256}',
      '{"alg":["HS256"]}',
      '{"ALG":"HS256"}',
      '{"alg":"HS256","alg":"HS256"}',
    ];
    for (let i = 0; i < headers.length; i++) expectReason(sign(headers[i], "{}"), JwtReason.Malformed);
  });

  it("refuses critical extensions", () => {
    expectReason(sign('{"alg":"HS256","crit":["b64"],"b64":false}', "{}"), JwtReason.UnsupportedExtension);
    expectReason(sign('{"alg":"HS256","crit":[]}', "{}"), JwtReason.UnsupportedExtension);
    expectReason(sign('{"alg":"HS256","crit":null}', "{}"), JwtReason.UnsupportedExtension);
  });

  it("refuses a header or a payload that is no JSON object", () => {
    const texts: string[] = ["", "[]", "null", '"x"', "1", "{", "{}{}", '{"a":1,"a":1}', "\ufeff{}"];
    for (let i = 0; i < texts.length; i++) {
      expectReason(sign(texts[i], "{}"), JwtReason.Malformed);
      expectReason(signClaims(texts[i]), JwtReason.Malformed);
    }
  });

  it("refuses anything but three segments of strict base64url", () => {
    const tokens: string[] = [
      "",
      ".",
      "..",
      "...",
      "a.b.c",
      HS256 + ".",
      "." + HS256,
      HS256 + "=",
      HS256 + " ",
      " " + HS256,
      "Bearer " + HS256,
    ];
    for (let i = 0; i < tokens.length; i++) expectReason(tokens[i], JwtReason.Malformed);
    expectReason(HS256.replace(".", ".."), JwtReason.Malformed);
    expectReason(HS256.replace("-", "+"), JwtReason.Malformed);
    expectReason(HS256.substring(0, HS256.lastIndexOf(".")), JwtReason.Malformed);
  });

  it("refuses a second spelling of the same signature", () => {
    // The last character carries two bits that no byte uses.
    expect(HS256.endsWith("8")).toBe(true);
    expectReason(HS256.substring(0, HS256.length - 1) + "9", JwtReason.Malformed);
  });

  it("refuses an empty, a short and a long signature", () => {
    const input = HS256.substring(0, HS256.lastIndexOf(".") + 1);
    expectReason(input, JwtReason.BadSignature);
    expectReason(HS256.substring(0, HS256.length - 3), JwtReason.BadSignature);
    expectReason(HS256 + "AAAA", JwtReason.BadSignature);
    expectReason(input + "A".repeat(86), JwtReason.BadSignature);
    expectReason(input + "A".repeat(8000), JwtReason.BadSignature);
  });

  it("refuses another key", () => {
    expect(verifyJwt(encodeText(HS256), keysOf(encodeText(SECRET + "x")), policyOf(60), NOW).reason).toBe(
      JwtReason.BadSignature,
    );
    expect(verifyJwt(encodeText(HS256), keysOf(new Uint8Array(0)), policyOf(60), NOW).reason).toBe(
      JwtReason.BadSignature,
    );
  });

  it("looks at no claim before the signature is good", () => {
    const expired = encodeBase64Url(encodeText('{"exp":1}'));
    expectReason(HS256.replace(PAYLOAD, expired), JwtReason.BadSignature);
    expectReason(HS256.replace(PAYLOAD, encodeBase64Url(encodeText("no JSON"))), JwtReason.BadSignature);
    expectReason(HS256.replace(PAYLOAD, "!!!"), JwtReason.Malformed);
  });

  it("has expired from exp plus the leeway on", () => {
    expectReason(signClaims('{"exp":1499999941}'), JwtReason.None);
    expectReason(signClaims('{"exp":1499999940}'), JwtReason.Expired);
    expectReason(signClaims('{"exp":1499999940.5}'), JwtReason.None);
    expectReason(signClaims('{"exp":1499999939.999}'), JwtReason.Expired);
  });

  it("is valid from nbf minus the leeway on", () => {
    expectReason(signClaims('{"nbf":1500000060}'), JwtReason.None);
    expectReason(signClaims('{"nbf":1500000061}'), JwtReason.NotYetValid);
    expectReason(signClaims('{"nbf":1500000060.5}'), JwtReason.NotYetValid);
    expectReason(signClaims('{"exp":1,"nbf":2000000000}'), JwtReason.Expired);
  });

  it("takes dates from 0 up to where doubles tell seconds apart", () => {
    expectReason(signClaims('{"exp":9007199254740991}'), JwtReason.None);
    expectReason(signClaims('{"exp":0}'), JwtReason.Expired);
    expectReason(signClaims('{"nbf":9007199254740991}'), JwtReason.NotYetValid);
    const beyond: string[] = ["9007199254740992", "1e308", "99999999999999999999999999", "-1", "-0.5", "-1e308"];
    for (let i = 0; i < beyond.length; i++) {
      expectReason(signClaims('{"exp":' + beyond[i] + "}"), JwtReason.Malformed);
      expectReason(signClaims('{"nbf":' + beyond[i] + "}"), JwtReason.Malformed);
      expectReason(signClaims('{"iat":' + beyond[i] + "}"), JwtReason.Malformed);
    }
    const token = encodeText(signClaims('{"exp":5,"nbf":5}'));
    expect(verifyJwt(token, KEYS, policyOf(0), i64.MAX_VALUE).reason).toBe(JwtReason.Expired);
    expect(verifyJwt(token, KEYS, policyOf(0), i64.MIN_VALUE).reason).toBe(JwtReason.NotYetValid);
  });

  it("refuses dates that are no numbers", () => {
    const payloads: string[] = [
      '{"exp":"2000000000"}',
      '{"exp":null}',
      '{"exp":true}',
      '{"exp":[2e9]}',
      '{"exp":1e999}',
      '{"nbf":"0"}',
      '{"nbf":{}}',
      '{"exp":2e9,"nbf":null}',
    ];
    for (let i = 0; i < payloads.length; i++) expectReason(signClaims(payloads[i]), JwtReason.Malformed);
  });

  it("leaves a token without dates valid for ever", () => {
    expectReason(signClaims("{}"), JwtReason.None);
    expectReason(signClaims('{"iat":1}'), JwtReason.None);
  });

  it("refuses registered claims of another type than theirs", () => {
    const payloads: string[] = [
      '{"iat":"whenever"}',
      '{"iss":7}',
      '{"iss":["a"]}',
      '{"sub":{}}',
      '{"sub":null}',
      '{"jti":1}',
      '{"aud":1}',
      '{"aud":null}',
      '{"aud":["a",1]}',
      '{"aud":{"a":"b"}}',
    ];
    for (let i = 0; i < payloads.length; i++) expectReason(signClaims(payloads[i]), JwtReason.Malformed);
  });

  it("takes a token of 16 KiB and refuses a longer one", () => {
    const longest = signClaims('{"a":"' + "x".repeat(12231) + '"}');
    expect(longest.length).toBe(16384);
    expectReason(longest, JwtReason.None);
    expectReason(signClaims('{"a":"' + "x".repeat(12232) + '"}'), JwtReason.TooLarge);
    expectReason("A".repeat(16384), JwtReason.Malformed);
    expectReason("A".repeat(16385), JwtReason.TooLarge);
  });
});

describe("any token", () => {
  it("is refused once a single byte of a good one differs, and never traps", () => {
    const random = new Random(13);
    const good = encodeText(HS384);
    let failures = 0;
    for (let round = 0; round < 2000; round++) {
      const token = good.slice(0);
      const byte = <u8>random.next();
      const at = random.below(token.length);
      const isSame = token[at] == byte;
      token[at] = byte;
      const length = random.below(4) ? token.length : random.below(token.length);
      const result = verifyJwt(token.subarray(0, length), KEYS, policyOf(60), NOW);
      if ((result.reason == JwtReason.None) != (isSame && length == token.length)) failures++;
      if ((result.claims !== null) != (result.reason == JwtReason.None)) failures++;
    }
    expect(failures).toBe(0);
    expectReason(HS384, JwtReason.None);
  });
});
