import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";
import { jwksOf, secretSigner } from "./tokens.js";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const jwt = { type: "jwt", name: "a", secret: "a shared secret of more than thirty-two bytes" };
const person = { name: "ada", password: `sha256$salt$${sha256("saltone")}` };
const people = { type: "basic", name: "a", users: [person] };
const till = { name: "till", sha256: sha256("k") };
const machines = { type: "api_key", name: "a", keys: [till], sources: [{ in: "header", name: "x-api-key" }] };
const told = (header: string): object => ({ providers: [{ ...jwt, claim_headers: [{ claim: "sub", header }] }] });
const ruled = (rule: object): object => ({ providers: [jwt], rules: [rule] });

const FRAMES = "must not frame or route messages";

/** Secrets of as many bytes, for these algorithms. */
const SECRETS: readonly { bytes: number; algorithms: readonly string[]; isShort: boolean }[] = [
  { bytes: 31, algorithms: [], isShort: true },
  { bytes: 32, algorithms: [], isShort: false },
  { bytes: 31, algorithms: ["HS256"], isShort: true },
  { bytes: 47, algorithms: ["HS256", "HS384"], isShort: true },
  { bytes: 48, algorithms: ["HS384"], isShort: false },
  { bytes: 63, algorithms: ["HS512", "HS256"], isShort: true },
  { bytes: 64, algorithms: ["HS512"], isShort: false },
];

/** Key sets with a secret of as many bytes, for any algorithm or this one. */
const SETS: readonly { bytes: number; alg?: string; isShort: boolean }[] = [
  { bytes: 31, isShort: true },
  { bytes: 32, isShort: false },
  { bytes: 47, alg: "HS384", isShort: true },
  { bytes: 64, alg: "HS512", isShort: false },
];

/** A set with one JWK. */
function setOf({ bytes, alg }: (typeof SETS)[number]): string {
  const signer = secretSigner("k", "x".repeat(bytes));
  return jwksOf(alg === undefined ? signer : { ...signer, jwk: { ...signer.jwk, alg } });
}

describe.each(engines)("a configuration of auth on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      ...{ engine, filter: "filters/auth" },
      config: {
        providers: [
          ...SECRETS.map(({ bytes, algorithms }, at) => ({
            ...{ type: "jwt", name: `of ${at}`, secret: "x".repeat(bytes), algorithms },
          })),
          ...SETS.map((set, at) => ({ type: "jwt", name: `set ${at}`, jwks: setOf(set) })),
        ],
        rules: [
          { hosts: ["Admin.shop.test", "*.Bank.test", "[::1]"], access: "deny" },
          { headers: { "X-Tier": "evil" }, access: "deny" },
          { headers: { ":path": "/exact" }, access: "deny" },
          { methods: ["DELETE"], access: "deny" },
          { access: "anonymous" },
        ],
      },
    });
  });

  afterAll(() => gateway.close());

  it.each([
    [told("content-length"), `$.providers[0].claim_headers[0].header: ${FRAMES}`],
    [told("Host"), `$.providers[0].claim_headers[0].header: ${FRAMES}`],
    [{ providers: [{ ...people, name_header: "Content-Length" }] }, `$.providers[0].name_header: ${FRAMES}`],
    [
      { providers: [{ ...machines, sources: [{ in: "header", name: "host" }] }] },
      `$.providers[0].sources[0].name: ${FRAMES}`,
    ],
    [{ jwt_secret: "${AUTH_SECRET}" }, '$.jwt_secret: must be {"env": "NAME"} for a variable'],
    [{ providers: [{ ...jwt, secret: "${AUTH_SECRET}" }] }, '$.providers[0].secret: must be {"env": "NAME"}'],
    [{ providers: [{ ...machines, sources: [] }] }, "$.providers[0].sources: must have at least 1 item"],
    [
      { providers: [{ ...machines, keys: [till, { ...till, name: "other" }] }] },
      "$.providers[0].keys[1].sha256: is that of another key",
    ],
    [{ providers: [{ ...people, users: [person, person] }] }, "$.providers[0].users[1].name: is that of another user"],
    [{ providers: [{ ...people, users: [{ ...person, name: "a:b" }] }] }, "$.providers[0].users[0].name: must match"],
    [ruled({ methods: ["delete"] }), "$.rules[0].methods[0]: must match ^[A-Z-]+$"],
    [ruled({ hosts: ["shop.test:8080"] }), "$.rules[0].hosts[0]: must have no port"],
    [ruled({ hosts: ["a.*.test"] }), "* in front only"],
    [ruled({ hosts: ["größe.test"] }), "$.rules[0].hosts[0]: must match ^[!-~]+$"],
    [
      { jwt_secret: "s".repeat(32), allowed_paths: ["/a", "/b/*"] },
      "$.allowed_paths[1]: must be a path in its plain form",
    ],
    [ruled({ prefix: "/admin/*", access: "deny" }), "$.rules[0].prefix: must be a path in its plain form"],
    [ruled({ headers: { "x internal": "*" }, access: "deny" }), "$.rules[0].headers: must have names of headers"],
    [ruled({ prefix: "/a", exact: "/b", access: "deny" }), "$.rules[0].exact: does not go with prefix or template"],
    ...[
      { access: "optional", scopes: ["admin"] },
      { access: "optional", claims: [{ claim: "sub" }] },
      { access: "anonymous", scopes: ["admin"] },
      { access: "anonymous", claims: [{ claim: "sub" }] },
      { access: "anonymous", providers: ["nobody"] },
      { access: "deny", providers: ["a"] },
    ].map((rule): [object, string] => [ruled(rule), "$.rules[0].access: does not go with claims, scopes or providers"]),
  ])("is refused at load: %j, with %s", async (config, words) => {
    const error = await serve({ engine, filter: "filters/auth", config }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(words) as string,
    });
  });

  it("denies whatever a client writes in another case, or beside another value", async () => {
    const statusOf = async (init: Parameters<typeof gateway.fetch>[1]): Promise<number> => {
      const response = await gateway.fetch("/", init);
      await response.text();
      return response.status;
    };
    for (const host of ["admin.shop.test", "ADMIN.shop.test:80", "admin.shop.test.", "a.bank.test", "[::1]:80"]) {
      expect(await statusOf({ headers: { host } }), host).toBe(403);
    }
    for (const host of ["shop.test", "bank.test", "xadmin.shop.test"]) {
      expect(await statusOf({ headers: { host } }), host).toBe(200);
    }
    const tiers = (...values: string[]): Promise<number> =>
      statusOf({ headers: values.map((value): [string, string] => ["x-tier", value]) });
    expect(await tiers("evil")).toBe(403);
    expect(await tiers("good", "evil")).toBe(403);
    expect(await tiers("evil", "good")).toBe(403);
    expect(await tiers("good", "better")).toBe(200);
    expect((await gateway.fetch("/exact")).status).toBe(403);
    expect(await statusOf({ method: "DELETE" })).toBe(403);
    expect(await statusOf({ method: "PUT" })).toBe(200);
  });

  it("warns of secrets that are shorter than the hash, and of no other", () => {
    const warned = gateway.logs.map(({ message }) => message).filter((message) => message.includes("RFC 7518"));
    const paths = warned.map((message) => message.split(":")[0]);
    expect([...new Set(paths)].sort()).toEqual(
      [...SECRETS, ...SETS]
        .flatMap(({ isShort }, at) => (isShort ? `$.providers[${at}].${at < SECRETS.length ? "secret" : "jwks"}` : []))
        .sort(),
    );
    for (const message of warned) expect(message).not.toContain("x".repeat(8));
  });

  it("takes its key set from the environment, and a single JWK for one", async () => {
    for (const keys of [jwksOf(secretSigner("", jwt.secret)), JSON.stringify(secretSigner("", jwt.secret).jwk)]) {
      await using gateway = await serve({
        ...{ engine, filter: "filters/auth", environment: { KEYS: keys } },
        config: { providers: [{ type: "jwt", name: "a", jwks: { env: "KEYS" } }] },
      });
      expect((await gateway.fetch("/")).status).toBe(401);
    }
  });
});
