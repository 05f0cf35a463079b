import { describeJwtReason, JwtReason } from "../../../../sdk/jwt/reason";

describe("describeJwtReason", () => {
  it("has its own words for every reason and none for no reason", () => {
    const words = new Set<string>();
    for (let reason: i32 = JwtReason.None; reason <= JwtReason.MissingClaim; reason++) {
      words.add(describeJwtReason(reason));
    }
    expect(words.size).toBe(13);
    expect(describeJwtReason(JwtReason.None)).toBe("");
    expect(describeJwtReason(JwtReason.Expired)).toBe("token expired");
  });
});
