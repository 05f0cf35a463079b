import { Agent } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import { gatewayFetch } from "../../../../tooling/testing/gateway-fetch.js";
import { startJwtAuthn } from "./jwt-authn.js";
import { jwksOf } from "./tokens.js";
import { AUDIENCE, ISSUER, TRUSTED, verdictCases } from "./verdict-cases.js";

const cases = verdictCases(Math.floor(Date.now() / 1000));
const jwks = jwksOf(...TRUSTED);

/** Whether a gateway lets each of the tokens pass. */
async function verdictsOf(url: string): Promise<boolean[]> {
  const agent = new Agent({ keepAlive: true });
  const verdicts: boolean[] = [];
  for (const { token } of cases) {
    const response = await gatewayFetch(url, "/", { headers: { authorization: `Bearer ${token}` } }, agent);
    await response.text();
    verdicts.push(response.status === 200);
  }
  agent.destroy();
  return verdicts;
}

describe.skipIf(!engines.includes("envoy"))("Envoy's jwt_authn and auth", () => {
  let native: boolean[] = [];

  beforeAll(async () => {
    const envoy = await startJwtAuthn({
      ...{ issuer: ISSUER, audiences: [AUDIENCE], clock_skew_seconds: 600 },
      local_jwks: { inline_string: jwks },
    });
    native = await verdictsOf(envoy.url);
    await envoy.close();
  });

  it("are asked about more than nine hundred tokens, good ones and bad ones", () => {
    expect(cases.length).toBeGreaterThan(900);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    expect(native.filter(Boolean).length).toBeGreaterThan(50);
  });

  describe.each(engines)("with auth on %s", (engine) => {
    let ours: boolean[] = [];

    beforeAll(async () => {
      await using gateway = await serve({
        engine,
        filter: "filters/auth",
        config: {
          providers: [
            {
              type: "jwt",
              name: "issuer",
              issuers: [ISSUER],
              audiences: [AUDIENCE],
              jwks,
              cached_tokens: 0,
              leeway_seconds: 600,
            },
          ],
        },
      });
      ours = await verdictsOf(gateway.url);
    });

    afterAll(() => {
      ours = [];
    });

    const withVerdict = (isWanted: (native: boolean, ours: boolean, stricter: boolean) => boolean): string[] =>
      cases
        .filter(({ stricter }, at) => isWanted(native[at] ?? false, ours[at] ?? false, stricter !== undefined))
        .map(({ name }) => name);

    it("let none pass that Envoy refuses", () => {
      expect(withVerdict((theirs, own) => own && !theirs)).toEqual([]);
    });

    it("refuse none that Envoy lets pass, but on purpose", () => {
      expect(withVerdict((theirs, own, stricter) => theirs && !own && !stricter)).toEqual([]);
    });

    it("are stricter where the list says so", () => {
      expect(withVerdict((theirs, own, stricter) => stricter && (own || !theirs))).toEqual([]);
    });
  });
});
