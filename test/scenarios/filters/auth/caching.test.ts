import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, type HeaderLine, serve, type TestGateway } from "sluice/testing";
import { jwksOf, makeToken, rsaSigner } from "./tokens.js";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const signer = rsaSigner("rsa");
const exp = Math.floor(Date.now() / 1000) + 3600;
const token = makeToken(signer, "RS256", { alg: "RS256", kid: "rsa" }, { sub: "ada", exp });
const SHARED = "public, max-age=600";

const auth = {
  ...{ filter: "filters/auth", name: "auth" },
  config: {
    providers: [
      { type: "jwt", name: "issuer", jwks: jwksOf(signer) },
      {
        ...{ type: "api_key", name: "machines", keys: [{ name: "till", sha256: sha256("key") }] },
        sources: [
          { in: "header", name: "x-api-key" },
          { in: "query", name: "key" },
          { in: "cookie", name: "key" },
        ],
      },
      { type: "basic", name: "people", users: [{ name: "ada", password: `sha256$salt$${sha256("saltone")}` }] },
    ],
    rules: [{ prefix: "/open", access: "anonymous" }, { prefix: "/optional", access: "optional" }, {}],
  },
};

const cacheHeaders = {
  ...{ filter: "filters/cache-headers", name: "cache-headers" },
  config: { rules: [{ paths: ["/same"], cache_control: SHARED, with_authorization: true }, { cache_control: SHARED }] },
};

const CREDENTIALS: readonly (readonly [what: string, query: string, lines: HeaderLine[]])[] = [
  ["a token", "", [["authorization", `Bearer ${token}`]]],
  ["a password", "", [["authorization", `Basic ${btoa("ada:one")}`]]],
  ["a key in a header", "", [["x-api-key", "key"]]],
  ["a key in the query", "?key=key", []],
  ["a key in a cookie", "", [["cookie", "key=key"]]],
];

describe.each(engines)("caching of what auth lets in on %s", (engine) => {
  describe.each([
    ["before", [auth, cacheHeaders]],
    ["behind", [cacheHeaders, auth]],
  ])("with auth %s cache-headers", (_, plugins) => {
    let gateway: TestGateway;

    beforeAll(async () => {
      gateway = await serve({ engine, plugins, upstream: () => new Response("ada's balance") });
    });
    afterAll(() => gateway.close());

    async function see(path: string, headers: HeaderLine[] = []): Promise<[number, string | null]> {
      const response = await gateway.fetch(path, { headers });
      await response.text();
      return [response.status, response.headers.get("cache-control")];
    }

    it.each(CREDENTIALS)("keeps from shared caches what %s opened", async (_, query, lines) => {
      for (const path of ["/account", "/optional"]) {
        expect(await see(path + query, lines), path).toEqual([200, "no-store"]);
      }
      expect(await see(`/same${query}`, lines)).toEqual([200, SHARED]);
    });

    it("leaves to shared caches what is open to all", async () => {
      for (const path of ["/open", "/optional"]) expect(await see(path), path).toEqual([200, SHARED]);
    });
  });
});
