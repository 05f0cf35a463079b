import { encodeText } from "../../../../sdk/encoding/text";
import { JwtAlgorithm } from "../../../../sdk/jwt/algorithm";
import { JwtPolicy } from "../../../../sdk/jwt/policy";
import { JwtReason } from "../../../../sdk/jwt/reason";
import { verifyJwt } from "../../../../sdk/jwt/verify";
import { HS256, HS512, KEYS, NOW, sign, signClaims } from "./tokens";

describe("a policy", () => {
  it("asks for one of its issuers, before the signature", () => {
    const policy = new JwtPolicy();
    policy.issuers.push("a");
    policy.issuers.push("b");
    expect(verifyJwt(encodeText(signClaims('{"iss":"b"}')), KEYS, policy, NOW).reason).toBe(JwtReason.None);
    const others: string[] = ['{"iss":"c"}', '{"iss":"A"}', '{"iss":["a"]}', "{}"];
    for (let i = 0; i < others.length; i++) {
      const token = signClaims(others[i]);
      expect(verifyJwt(encodeText(token), KEYS, policy, NOW).reason).toBe(JwtReason.WrongIssuer, others[i]);
      expect(verifyJwt(encodeText(token + "AAAA"), KEYS, policy, NOW).reason).toBe(JwtReason.WrongIssuer, others[i]);
    }
    expect(verifyJwt(encodeText(signClaims('{"iss":"b"}') + "AAAA"), KEYS, policy, NOW).reason).toBe(
      JwtReason.BadSignature,
    );
  });

  it("asks for one of its audiences, in a text or a list", () => {
    const policy = new JwtPolicy();
    policy.audiences.push("shop");
    const good: string[] = ['{"aud":"shop"}', '{"aud":["x","shop"]}'];
    for (let i = 0; i < good.length; i++) {
      expect(verifyJwt(encodeText(signClaims(good[i])), KEYS, policy, NOW).reason).toBe(JwtReason.None, good[i]);
    }
    const bad: string[] = ["{}", '{"aud":"shops"}', '{"aud":[]}', '{"aud":["x"]}', '{"aud":""}'];
    for (let i = 0; i < bad.length; i++) {
      expect(verifyJwt(encodeText(signClaims(bad[i])), KEYS, policy, NOW).reason).toBe(JwtReason.WrongAudience, bad[i]);
    }
  });

  it("asks for claims and for a type", () => {
    const policy = new JwtPolicy();
    policy.requiredClaims.push("exp");
    policy.types.push("at+jwt");
    const typed = sign('{"alg":"HS256","typ":"application/AT+JWT"}', '{"exp":2000000000}');
    expect(verifyJwt(encodeText(typed), KEYS, policy, NOW).reason).toBe(JwtReason.None);
    const bare = sign('{"alg":"HS256","typ":"at+jwt"}', "{}");
    expect(verifyJwt(encodeText(bare), KEYS, policy, NOW).reason).toBe(JwtReason.MissingClaim);
    const others: string[] = ['{"alg":"HS256"}', '{"alg":"HS256","typ":"JWT"}', '{"alg":"HS256","typ":1}'];
    for (let i = 0; i < others.length; i++) {
      const token = sign(others[i], '{"exp":2000000000}');
      expect(verifyJwt(encodeText(token), KEYS, policy, NOW).reason).toBe(JwtReason.WrongType, others[i]);
    }
  });

  it("allows no more algorithms than it says", () => {
    const policy = new JwtPolicy();
    policy.algorithms = JwtAlgorithm.HS512;
    expect(verifyJwt(encodeText(HS512), KEYS, policy, NOW).reason).toBe(JwtReason.None);
    expect(verifyJwt(encodeText(HS256), KEYS, policy, NOW).reason).toBe(JwtReason.UnsupportedAlgorithm);
  });
});
