import { Agent } from "node:http";
import { beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "sluice";
import { engines, type HeaderLine, serve } from "sluice/testing";
import { gatewayFetch } from "../../../../tooling/testing/gateway-fetch.js";
import { startJwtAuthn } from "./jwt-authn.js";
import { base64url, jwksOf, makeToken, rsaSigner } from "./tokens.js";

const ISSUER = "https://issuer.test";
const signer = rsaSigner("rsa");
const agent = new Agent();
const exp = Math.floor(Date.now() / 1000) + 3600;
const tokenOf = (more: object, by = signer): string =>
  makeToken(by, "RS256", { alg: "RS256", kid: "rsa" }, { iss: ISSUER, sub: "ada", exp, ...more });
const good = tokenOf({});

const TOKENS: Readonly<Record<string, string>> = {
  good,
  other: tokenOf({ sub: "eve" }),
  forged: tokenOf({ sub: "root" }, rsaSigner("rsa")),
  expired: tokenOf({ exp: 1 }),
  unsigned: `${base64url({ alg: "none" })}.${base64url({ iss: ISSUER, sub: "root", exp })}.`,
  junk: "junk",
};

/** Where a request has which of the tokens; several in one place are several lines, parameters or cookies. */
interface Places {
  readonly header?: readonly string[];
  readonly query?: readonly string[];
  readonly cookie?: readonly string[];
  /** Whether each cookie has a line of its own, after one with another cookie. */
  readonly isApart?: boolean;
}

const names = Object.keys(TOKENS);

const CASES: readonly Places[] = [
  ...names.flatMap((name) => [{ header: [name] }, { query: [name] }, { cookie: [name] }]),
  ...names.flatMap((name) => [
    { header: ["good"], query: [name] },
    { header: [name], query: ["good"] },
    { header: ["good"], cookie: [name] },
    { query: ["good"], cookie: [name] },
    { header: ["good"], query: ["good"], cookie: [name] },
    { header: ["good", name] },
    { header: [name, "good"] },
    { query: ["good", name] },
    { query: [name, "good"] },
    { cookie: ["good", name] },
    { cookie: [name, "good"] },
  ]),
  ...names.flatMap((name) => [
    { cookie: [name], isApart: true },
    { cookie: ["good", name], isApart: true },
    { cookie: [name, "good"], isApart: true },
  ]),
  {},
];

const isRepeated = ({ header = [], query = [], cookie = [] }: Places): boolean =>
  Math.max(header.length, query.length, cookie.length) > 1;

async function ask(url: string, { header = [], query = [], cookie = [], isApart = false }: Places): Promise<Response> {
  const tokens = (list: readonly string[]): string[] => list.map((name) => TOKENS[name] ?? "");
  const path = `/?${["a=b", ...tokens(query).map((token) => `access_token=${token}`)].join("&")}`;
  const headers: HeaderLine[] = tokens(header).map((token) => ["authorization", `Bearer ${token}`]);
  if (cookie.length > 0) {
    const pairs = tokens(cookie).map((token) => `session=${token}`);
    const lines = isApart ? ["a=b", ...pairs] : [pairs.join("; ")];
    headers.push(...lines.map((line): HeaderLine => ["cookie", line]));
  }
  return gatewayFetch(url, path, { headers }, agent);
}

async function verdictsOf(url: string): Promise<boolean[]> {
  const verdicts: boolean[] = [];
  for (const places of CASES) {
    const response = await ask(url, places);
    await response.text();
    verdicts.push(response.status === 200);
  }
  return verdicts;
}

// So that no test's time is the compiler's.
beforeAll(() => compileFilter({ filter: "filters/auth" }));

describe.skipIf(!engines.includes("envoy"))("Envoy's jwt_authn and auth, of tokens in several places,", () => {
  let native: boolean[] = [];

  beforeAll(async () => {
    const envoy = await startJwtAuthn({
      ...{ issuer: ISSUER, local_jwks: { inline_string: jwksOf(signer) } },
      from_headers: [{ name: "authorization", value_prefix: "Bearer " }],
      ...{ from_params: ["access_token"], from_cookies: ["session"] },
    });
    native = await verdictsOf(envoy.url);
    await envoy.close();
  });

  it.each(engines)(
    "have one verdict, but for several in one place, with auth on %s",
    { timeout: 120_000 },
    async (engine) => {
      await using gateway = await serve({
        ...{ engine, filter: "filters/auth" },
        config: {
          providers: [
            {
              ...{ type: "jwt", name: "issuer", issuers: [ISSUER], jwks: jwksOf(signer) },
              sources: [
                { in: "header", name: "authorization", scheme: "Bearer" },
                { in: "query", name: "access_token" },
                { in: "cookie", name: "session" },
              ],
            },
          ],
        },
      });
      const ours = await verdictsOf(gateway.url);
      const differences = CASES.filter((places, at) => !isRepeated(places) && ours[at] !== native[at]);
      expect(differences).toEqual([]);
      expect(CASES.filter((places, at) => isRepeated(places) && ours[at])).toEqual([]);
      expect(ours.filter(Boolean).length).toBeGreaterThan(8);

      const repeated = await ask(gateway.url, { query: ["good", "good"] });
      expect([repeated.status, repeated.headers.get("www-authenticate")]).toEqual([
        ...[400, 'Bearer realm="sluice", error="invalid_request", error_description="more than one token"'],
      ]);
      expect(await repeated.json()).toEqual({ error: "bad request", reason: "more than one token" });
    },
  );
});

describe.each(engines)("a cookie in a later line, to auth on %s,", (engine) => {
  it("is no missing one where credentials are optional", async () => {
    await using gateway = await serve({
      ...{ engine, filter: "filters/auth" },
      config: {
        providers: [
          { ...{ type: "jwt", name: "issuer", jwks: jwksOf(signer) }, sources: [{ in: "cookie", name: "session" }] },
        ],
        rules: [{ access: "optional" }],
      },
    });
    const statuses: number[] = [];
    for (const cookie of [["forged"], ["good"], ["good", "forged"]]) {
      statuses.push((await ask(gateway.url, { cookie, isApart: true })).status);
    }
    expect(statuses).toEqual([401, 200, 400]);
  });
});
