import { createHash, createPublicKey } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";
import { ecSigner, jwksOf, makeToken, rsaSigner, secretSigner } from "./tokens.js";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const now = (): number => Math.floor(Date.now() / 1000);
const rsa = rsaSigner("rsa");
const ec = ecSigner("ec", "P-256");
const pem = ecSigner("", "P-384");
const old = rsaSigner("");
const secret = "a shared secret of more than thirty-two bytes";
const shared = secretSigner("", secret);
const key = "a-key-of-a-machine-0123456789";
const password = "correct horse battery staple: ä";

const spki = (jwk: Readonly<Record<string, unknown>>): string => {
  const point = Buffer.concat([Buffer.from(String(jwk["x"]), "base64url"), Buffer.from(String(jwk["y"]), "base64url")]);
  const head = Buffer.from("3076301006072a8648ce3d020106052b8104002203620004", "hex");
  return `-----BEGIN PUBLIC KEY-----\n${Buffer.concat([head, point]).toString("base64")}\n-----END PUBLIC KEY-----\n`;
};

/** As `openssl rsa -RSAPublicKey_out` writes it (RFC 8017 A.1.1). */
const pkcs1 = (jwk: Readonly<Record<string, unknown>>): string =>
  createPublicKey({ key: jwk, format: "jwk" }).export({ type: "pkcs1", format: "pem" }).toString();

const config = {
  realm: "shop",
  providers: [
    {
      ...{ type: "jwt", name: "issuer", issuers: ["https://a.test"], jwks: jwksOf(rsa, ec), audiences: ["shop"] },
      sources: [
        { in: "header", name: "authorization", scheme: "Bearer" },
        { in: "query", name: "access_token" },
        { in: "cookie", name: "session" },
      ],
      claim_headers: [
        { claim: "sub", header: "x-user" },
        { claim: "realm.roles", header: "x-roles" },
        { claim: "object", header: "x-object" },
      ],
    },
    { type: "jwt", name: "partner", issuers: ["https://b.test"], pem: spki(pem.jwk) },
    { type: "jwt", name: "old", issuers: ["https://d.test"], pem: pkcs1(old.jwk) },
    { type: "jwt", name: "internal", issuers: ["https://c.test"], secret: { env: "AUTH_SECRET" } },
    {
      ...{ type: "api_key", name: "machines", name_header: "x-machine", keys: [{ name: "till", sha256: sha256(key) }] },
      sources: [
        { in: "header", name: "x-api-key" },
        { in: "query", name: "key" },
        { in: "cookie", name: "key" },
      ],
    },
    {
      ...{ type: "basic", name: "people", name_header: "x-person" },
      users: [{ name: "ada", password: `sha256$pepper$${sha256(`pepper${password}`)}` }],
    },
  ],
  rules: [
    { prefix: "/public", access: "anonymous" },
    { exact: "/closed", access: "deny" },
    { prefix: "/machines", providers: ["machines"] },
    { prefix: "/people", providers: ["people"] },
    { template: "/users/{id}/orders", methods: ["DELETE"], providers: ["issuer"], scopes: ["orders:delete"] },
    { prefix: "/roles", providers: ["issuer"], claims: [{ claim: "realm.roles", values: ["admin", "root"] }] },
    { prefix: "/verified", providers: ["issuer"], claims: [{ claim: "email_verified", values: ["true"] }] },
    { prefix: "/any", hosts: ["*.open.test", "open.test"], access: "anonymous" },
    { prefix: "/any", headers: { "x-probe": "*" }, access: "anonymous" },
    { prefix: "/any" },
  ],
};

const claims = { iss: "https://a.test", aud: ["shop"], sub: "ada", exp: now() + 3600 };
const tokenOf = (more: object = {}): string =>
  makeToken(rsa, "RS256", { alg: "RS256", kid: "rsa" }, { ...claims, ...more });
const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

describe.each(engines)("the providers and rules of auth on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      ...{ engine, filter: "filters/auth", config, environment: { AUTH_SECRET: secret } },
      upstream: (request) => Response.json([...request.headers]),
    });
  });

  afterAll(() => gateway.close());

  type Headers = Readonly<Record<string, string>>;
  const statusOf = async (path: string, headers: Headers = {}, method = "GET"): Promise<number> => {
    const response = await gateway.fetch(path, { method, headers });
    await response.text();
    return response.status;
  };
  const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });

  it("takes a token from a header, a query or a cookie", async () => {
    const token = tokenOf();
    expect(await statusOf("/any", bearer(token))).toBe(200);
    expect(await statusOf(`/any?a=b&access_token=${token}`)).toBe(200);
    expect(await statusOf("/any", { cookie: `a=b; session=${token}` })).toBe(200);
    expect(await statusOf("/any", { authorization: token })).toBe(401);
    expect(await statusOf(`/any?access_token=${token}&access_token=x`)).toBe(400);
    expect(await statusOf("/any", { cookie: `session=${token}; session=x` })).toBe(400);
  });

  it("asks the providers in turn, each with its own keys", async () => {
    const partner = makeToken(pem, "ES384", { alg: "ES384" }, { iss: "https://b.test" });
    const internal = makeToken(shared, "HS512", { alg: "HS512" }, { iss: "https://c.test" });
    expect(await statusOf("/any", bearer(partner))).toBe(200);
    expect(await statusOf("/any", bearer(internal))).toBe(200);
    const ofOldPem = makeToken(old, "PS256", { alg: "PS256" }, { iss: "https://d.test" });
    expect(await statusOf("/any", bearer(ofOldPem))).toBe(200);
    expect(await statusOf("/roles", bearer(internal))).toBe(401);
    const stolen = makeToken(shared, "HS256", { alg: "HS256" }, { iss: "https://a.test", aud: "shop" });
    expect(await statusOf("/any", bearer(stolen))).toBe(401);
    const es256 = makeToken(ec, "ES256", { alg: "ES256", kid: "ec" }, claims);
    expect(await statusOf("/any", bearer(es256))).toBe(200);
  });

  it("tells the upstream claims, and lets no client tell them", async () => {
    const sent = { "x-user": "root", "x-roles": "root", "x-machine": "root", "x-person": "root", "x-object": "{}" };
    const headersOf = async (path: string, headers: Headers): Promise<string[][]> => {
      const response = await gateway.fetch(path, { headers: { ...sent, ...headers } });
      const names = Object.keys(sent);
      return ((await response.json()) as [string, string][]).filter(([name]) => names.includes(name)).sort();
    };
    const token = tokenOf({ realm: { roles: ["a", 7] }, object: { a: 1 } });
    for (const time of ["first", "second, remembered"]) {
      expect(await headersOf("/any", bearer(token)), time).toEqual([
        ["x-roles", "a,7"],
        ["x-user", "ada"],
      ]);
    }
    expect(await headersOf("/any", bearer(tokenOf({ sub: "a\r\nx-roles: root" })))).toEqual([]);
    for (const sub of [" root", "root ", " "]) {
      expect(await headersOf("/any", bearer(tokenOf({ sub, realm: { roles: ["a", sub] } })))).toEqual([]);
    }
    expect(await headersOf("/any", bearer(tokenOf({ sub: "ada l" })))).toEqual([["x-user", "ada l"]]);
    expect(await headersOf("/public", {})).toEqual([]);
    expect(await headersOf("/machines", { "x-api-key": key })).toEqual([["x-machine", "till"]]);
    expect(await headersOf("/people", { authorization: basic(`ada:${password}`) })).toEqual([["x-person", "ada"]]);
  });

  it("knows machines by their keys", async () => {
    expect(await statusOf("/machines", { "x-api-key": key })).toBe(200);
    expect(await statusOf(`/machines?key=${key}`)).toBe(200);
    expect(await statusOf("/machines", { cookie: `key=${key}` })).toBe(200);
    for (const bad of [`${key}x`, key.slice(1), sha256(key), "x".repeat(2000)]) {
      expect(await statusOf("/machines", { "x-api-key": bad })).toBe(401);
    }
    expect(await statusOf("/machines", bearer(tokenOf()))).toBe(401);
    const response = await gateway.fetch("/machines");
    expect(response.headers.get("www-authenticate")).toBe('ApiKey realm="shop"');
  });

  it("knows people by name and password", async () => {
    expect(await statusOf("/people", { authorization: basic(`ada:${password}`) })).toBe(200);
    expect(await statusOf("/people", { authorization: `basic ${basic(`ada:${password}`).slice(6)}` })).toBe(200);
    for (const bad of [`ada:${password}x`, `eve:${password}`, `ada:`, `:${password}`, "ada", "", `ADA:${password}`]) {
      expect(await statusOf("/people", { authorization: basic(bad) }), bad).toBe(401);
    }
    expect(await statusOf("/people", { authorization: "Basic %%%" })).toBe(401);
    expect(await statusOf("/people", { authorization: `Basic ${"A".repeat(4000)}` })).toBe(401);
    const response = await gateway.fetch("/people");
    expect(response.headers.get("www-authenticate")).toBe('Basic realm="shop", charset="UTF-8"');
  });

  it("lets the first rule that matches decide, and denies where none does", async () => {
    expect(await statusOf("/public/x")).toBe(200);
    expect(await statusOf("/publicity")).toBe(403);
    expect(await statusOf("/closed", bearer(tokenOf()))).toBe(403);
    expect(await statusOf("/closed/x", bearer(tokenOf()))).toBe(403);
    expect(await statusOf("/any", { host: "a.open.test:80" })).toBe(200);
    expect(await statusOf("/any", { host: "OPEN.test" })).toBe(200);
    expect(await statusOf("/any", { host: "notopen.test" })).toBe(401);
    expect(await statusOf("/any", { "x-probe": "1" })).toBe(200);
    expect(await statusOf("/public/..%2fclosed")).toBe(400);
    expect(await statusOf("/public/..;/closed")).toBe(400);
    expect(await statusOf("/public/../closed")).toBe(403);
  });

  it("asks for scopes and claims, and answers 403 with what is missing", async () => {
    const path = "/users/7/orders";
    expect(await statusOf(path, bearer(tokenOf({ scope: "a orders:delete" })), "DELETE")).toBe(200);
    expect(await statusOf(path, bearer(tokenOf({ scp: ["orders:delete"] })), "DELETE")).toBe(200);
    expect(await statusOf(path, bearer(tokenOf({ scope: "orders:deletes" })), "DELETE")).toBe(403);
    expect(await statusOf(path, bearer(tokenOf({ scope: "orders:delete" })), "GET")).toBe(403);
    const response = await gateway.fetch(path, { method: "DELETE", headers: bearer(tokenOf()) });
    expect(response.status).toBe(403);
    expect(response.headers.get("www-authenticate")).toBe(
      'Bearer realm="shop", error="insufficient_scope", scope="orders:delete"',
    );
    expect(await statusOf("/roles", bearer(tokenOf({ realm: { roles: ["x", "admin"] } })))).toBe(200);
    expect(await statusOf("/roles", bearer(tokenOf({ "realm.roles": "root" })))).toBe(200);
    expect(await statusOf("/roles", bearer(tokenOf({ realm: { roles: "administrator" } })))).toBe(403);
    expect(await statusOf("/roles", bearer(tokenOf({ realm: [] })))).toBe(403);
    expect(await statusOf("/verified", bearer(tokenOf({ email_verified: true })))).toBe(200);
    expect(await statusOf("/verified", bearer(tokenOf({ email_verified: false })))).toBe(403);
  });

  it("answers in the form that the client likes better", async () => {
    const answer = async (accept: string): Promise<[string | null, string]> => {
      const response = await gateway.fetch("/roles", { headers: { accept } });
      return [response.headers.get("content-type"), await response.text()];
    };
    expect(await answer("text/plain")).toEqual(["text/plain", "missing token\n"]);
    expect(await answer("*/*")).toEqual(["application/json", '{"error":"unauthorized","reason":"missing token"}']);
  });

  it("counts by provider and reason, and tells no secret anywhere", async () => {
    const forged = makeToken(rsaSigner("rsa"), "RS256", { alg: "RS256", kid: "rsa" }, claims);
    const response = await gateway.fetch("/roles", { headers: bearer(forged) });
    const text = await response.text();
    expect(text).toBe('{"error":"unauthorized","reason":"bad signature"}');
    const metrics = await gateway.metrics();
    const names = JSON.stringify(metrics);
    expect(names).toContain("auth_refused");
    expect(names).toContain("bad_signature");
    expect(names).toContain("auth_admitted");
    const seen = names + text + JSON.stringify([...response.headers]) + JSON.stringify(gateway.logs);
    for (const part of [...forged.split("."), secret, key, password]) expect(seen).not.toContain(part);
  });

  const provider = { type: "jwt", name: "a", secret };
  const user = (hash: string): object => ({ type: "basic", name: "a", users: [{ name: "u", password: hash }] });
  it.each([
    [{ providers: [] }, "$.jwt_secret"],
    [{ jwt_secret: secret, providers: [provider] }, "$.providers"],
    [{ jwt_secret: secret, rules: [{}] }, "$.rules"],
    [{ providers: [{ type: "jwt", name: "a" }] }, "$.providers[0]: needs either"],
    [{ providers: [{ ...provider, jwks_uri: "http://a.test/", cluster: "c" }] }, "$.providers[0]: needs either"],
    [{ providers: [{ type: "jwt", name: "a", jwks_uri: "ftp://a.test/" }] }, "$.providers[0].jwks_uri"],
    [{ providers: [{ type: "jwt", name: "a", jwks_uri: "https://a.test/" }] }, "$.providers[0].cluster"],
    [{ providers: [{ type: "jwt", name: "a", jwks: "{}" }] }, "$.providers[0].jwks"],
    [{ providers: [{ type: "jwt", name: "a", pem: "-----BEGIN PUBLIC KEY-----" }] }, "$.providers[0].pem"],
    [{ providers: [{ ...provider, algorithms: ["RS256"] }] }, "$.providers[0].algorithms"],
    [{ providers: [{ ...provider, algorithms: ["none"] }] }, "$.providers[0].algorithms[0]"],
    [{ providers: [{ ...provider, secret: { env: "NOT_THERE" } }] }, "$.providers[0].secret"],
    [{ providers: [provider, provider] }, "$.providers[1].name"],
    [
      { providers: [{ type: "api_key", name: "a", keys: [{ name: "k", sha256: sha256("k") }] }] },
      "$.providers[0].sources",
    ],
    [{ providers: [user("$2b$12$abcdefghijklmnopqrstuv")] }, "slow hash"],
    [{ providers: [user("$argon2id$v=19$m=65536")] }, "slow hash"],
    [{ providers: [user("secret")] }, "$.providers[0].users[0].password"],
    [{ providers: [provider], rules: [{ providers: ["b"] }] }, "$.rules[0].providers[0]"],
    [{ providers: [provider], rules: [{ prefix: "/a/../b" }] }, "$.rules[0].prefix"],
    [{ providers: [provider], rules: [{ template: "/{a}{b}" }] }, "$.rules[0].template"],
    [{ providers: [provider], rules: [{ access: "maybe" }] }, "$.rules[0].access"],
  ])("refuses the configuration %j at load: %s", async (bad, words) => {
    const error = await serve({ engine, filter: "filters/auth", config: bad }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(words) as string,
    });
    expect((error as Error).message).not.toContain(secret);
  });
});
