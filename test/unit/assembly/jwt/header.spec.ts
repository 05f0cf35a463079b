import { encodeText } from "../../../../sdk/encoding/text";
import { JwtAlgorithm } from "../../../../sdk/jwt/algorithm";
import { JwtKeys } from "../../../../sdk/jwt/keys";
import { JwtPolicy } from "../../../../sdk/jwt/policy";
import { JwtReason } from "../../../../sdk/jwt/reason";
import { verifyJwt } from "../../../../sdk/jwt/verify";
import { expectReason, HS256, HS384, keysOf, NOW, policyOf, SECRET, sign } from "./tokens";

describe("kid", () => {
  it("chooses the key, and is a reason of its own when it is unknown", () => {
    const keys = new JwtKeys();
    keys.addSecret(encodeText("another secret"), "a");
    keys.addSecret(encodeText(SECRET), "b");
    const policy = new JwtPolicy();
    const headers: string[] = ['{"alg":"HS256","kid":"b"}', '{"alg":"HS256"}'];
    for (let i = 0; i < headers.length; i++) {
      expect(verifyJwt(encodeText(sign(headers[i], "{}")), keys, policy, NOW).reason).toBe(JwtReason.None, headers[i]);
    }
    const named = sign('{"alg":"HS256","kid":"a"}', "{}");
    expect(verifyJwt(encodeText(named), keys, policy, NOW).reason).toBe(JwtReason.BadSignature);
    const unknown = sign('{"alg":"HS256","kid":"c"}', "{}");
    expect(verifyJwt(encodeText(unknown), keys, policy, NOW).reason).toBe(JwtReason.UnknownKey);
    const wrong = sign('{"alg":"HS256","kid":1}', "{}");
    expect(verifyJwt(encodeText(wrong), keys, policy, NOW).reason).toBe(JwtReason.Malformed);
  });
});

describe("the header of the last token", () => {
  it("counts for no other one", () => {
    for (let round = 0; round < 3; round++) {
      expectReason(HS256, JwtReason.None);
      expectReason(HS384, JwtReason.None);
      expectReason(HS256, JwtReason.None);
    }
    const end = HS256.indexOf(".");
    // As long as the one before, longer, shorter, and nothing else.
    expectReason(sign('{"alg":"HS999","typ":"JWT"}', "{}"), JwtReason.UnsupportedAlgorithm);
    expectReason(HS256, JwtReason.None);
    expectReason(HS256.substring(0, end) + "QQ" + HS256.substring(end), JwtReason.Malformed);
    expectReason(HS256.substring(4), JwtReason.Malformed);
    expectReason(HS256.substring(0, end), JwtReason.Malformed);
    expectReason(HS256.substring(0, end + 1), JwtReason.Malformed);
    expectReason(HS256, JwtReason.None);
  });

  it("is looked at by every policy anew", () => {
    const keys = keysOf(encodeText(SECRET));
    const strict = policyOf(60);
    strict.types.push("at+jwt");
    strict.algorithms = JwtAlgorithm.HS384;
    expect(verifyJwt(encodeText(HS256), keys, policyOf(60), NOW).reason).toBe(JwtReason.None);
    expect(verifyJwt(encodeText(HS256), keys, strict, NOW).reason).toBe(JwtReason.UnsupportedAlgorithm);
    strict.algorithms = JwtAlgorithm.HS256;
    expect(verifyJwt(encodeText(HS256), keys, strict, NOW).reason).toBe(JwtReason.WrongType);
    strict.types[0] = "application/JWT";
    expect(verifyJwt(encodeText(HS256), keys, strict, NOW).reason).toBe(JwtReason.None);
  });
});
