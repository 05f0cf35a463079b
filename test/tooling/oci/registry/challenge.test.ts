import { describe, expect, it } from "vitest";
import { parseChallenges } from "../../../../tooling/oci/registry/challenge.js";

describe("parseChallenges", () => {
  it("reads a token service's", () => {
    const line =
      'Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:a/b:pull,push"';
    expect(parseChallenges([line])).toEqual([
      {
        scheme: "bearer",
        parameters: {
          ...{
            realm: "https://auth.example.com/token",
            service: "registry.example.com",
            scope: "repository:a/b:pull,push",
          },
        },
      },
    ]);
  });

  it("reads several, in one line or in several, with quotes, bare words and other cases", () => {
    expect(parseChallenges(['BASIC realm="say \\"hi\\", please", Bearer Realm=x', "Negotiate"])).toEqual([
      { scheme: "basic", parameters: { realm: 'say "hi", please' } },
      { scheme: "bearer", parameters: { realm: "x" } },
      { scheme: "negotiate", parameters: {} },
    ]);
  });

  it.each(["", "=", '"', 'Bearer realm="unfinished', ", ,,", "a=b", `Bearer ${"x".repeat(100_000)}`])(
    "ends on %j",
    (line) => {
      expect(parseChallenges([line]).length).toBeLessThanOrEqual(2);
    },
  );
});
