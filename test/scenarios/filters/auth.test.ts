import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const secret = "a secret of thirty-two bytes or more";
const config = { jwt_secret: secret, token_header: "Authorization", allowed_paths: ["/public", "/health"] };
const HASHES: Readonly<Record<string, string>> = { HS256: "sha256", HS384: "sha384", HS512: "sha512" };

interface TokenOptions {
  readonly header?: object;
  readonly claims?: object | string;
  readonly key?: string;
}

const base64url = (part: object | string): string =>
  Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");

function makeToken({ header = { alg: "HS256" }, claims = { sub: "ada" }, key = secret }: TokenOptions = {}): string {
  const signed = `${base64url(header)}.${base64url(claims)}`;
  const hash = HASHES[(header as { alg?: string }).alg ?? ""] ?? "sha256";
  return `${signed}.${createHmac(hash, key).update(signed).digest("base64url")}`;
}

const now = (): number => Math.floor(Date.now() / 1000);

describe.each(engines)("auth on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "filters/auth",
      config,
      upstream: (request) => new Response(request.path),
    });
  });

  afterAll(() => gateway.close());

  async function visit(
    path: string,
    authorization?: string,
  ): Promise<{ status: number; challenge: string | null; reason: string }> {
    const response = await gateway.fetch(path, { headers: authorization === undefined ? {} : { authorization } });
    const text = await response.text();
    const reason = response.status === 401 ? (JSON.parse(text) as { reason: string }).reason : "";
    return { status: response.status, challenge: response.headers.get("www-authenticate"), reason };
  }

  it.each(["HS256", "HS384", "HS512"])("lets a token signed with %s pass, with and without Bearer", async (alg) => {
    const token = makeToken({ header: { alg, typ: "JWT" } });
    expect((await visit("/orders", `Bearer ${token}`)).status).toBe(200);
    expect((await visit("/orders", `bearer   ${token}`)).status).toBe(200);
    expect((await visit("/orders", token)).status).toBe(200);
  });

  it("asks for a token with a challenge that names no error", async () => {
    for (const authorization of [undefined, "", "Bearer", "Bearer "]) {
      expect(await visit("/orders", authorization)).toEqual({
        status: 401,
        challenge: 'Bearer realm="sluice"',
        reason: "missing token",
      });
    }
  });

  it.each([
    ["expired", { claims: { exp: now() - 120 } }, "token expired"],
    ["not yet valid", { claims: { nbf: now() + 3600 } }, "token not yet valid"],
    ["signed with another key", { key: "another secret of thirty-two bytes" }, "bad signature"],
    ["of alg none", { header: { alg: "none" } }, "unsupported algorithm"],
    ["of alg RS256", { header: { alg: "RS256" } }, "unsupported algorithm"],
    ["of alg hs256", { header: { alg: "hs256" } }, "unsupported algorithm"],
    ["with crit", { header: { alg: "HS256", crit: ["exp"] } }, "unsupported critical extension"],
    ["whose exp is text", { claims: { exp: "tomorrow" } }, "malformed token"],
    ["whose payload is no object", { claims: "[1]" }, "malformed token"],
    ["whose payload is no JSON", { claims: "{" }, "malformed token"],
    ["that says exp twice", { claims: `{"exp":1,"exp":${now() + 3600}}` }, "malformed token"],
  ] satisfies [string, TokenOptions, string][])("refuses a token %s, and says why", async (_, options, reason) => {
    const answer = await visit("/orders", `Bearer ${makeToken(options)}`);
    expect(answer).toEqual({
      status: 401,
      challenge: `Bearer realm="sluice", error="invalid_token", error_description="${reason}"`,
      reason,
    });
  });

  it("refuses a token without its signature, with half of it, or with more", async () => {
    const token = makeToken();
    const [header = "", payload = "", signature = ""] = token.split(".");
    const none = base64url({ alg: "none" });
    for (const bad of [
      ...[
        `${header}.${payload}.`,
        `${header}.${payload}`,
        `${none}.${payload}.`,
        `${token}.`,
        `${token}=`,
        `${token}AA`,
      ],
      ...[
        `${header}.${payload}.${signature.slice(0, 20)}`,
        `${header}..${signature}`,
        `.${payload}.${signature}`,
        "...",
        "a.b.c",
      ],
      ...[`${header}.${base64url({ sub: "eve" })}.${signature}`, token.replace(".", " ."), `${header}.${payload}.%%%`],
    ]) {
      expect((await visit("/orders", `Bearer ${bad}`)).status, bad).toBe(401);
    }
  });

  it("gives a token the last minute and the first minute", async () => {
    expect((await visit("/", makeToken({ claims: { exp: now() - 50 } }))).status).toBe(200);
    expect((await visit("/", makeToken({ claims: { exp: now() - 70 } }))).status).toBe(401);
    expect((await visit("/", makeToken({ claims: { nbf: now() + 50 } }))).status).toBe(200);
    expect((await visit("/", makeToken({ claims: { nbf: now() + 70 } }))).status).toBe(401);
  });

  it.each([
    "/public",
    "/public/",
    "/public/prices",
    "/public?x=/../..",
    "/x/../public",
    "/health",
    "/%70ublic",
    "/public/a%2eb",
  ])("opens %s", async (path) => {
    expect((await visit(path)).status).toBe(200);
  });

  it.each([
    ...["/", "/publicity", "/Public", "/public/../admin", "/public/..", "/public/%2e%2e/admin", "/public/.%2E/admin"],
    ...["/public%2f..%2fadmin", "/public%2F", "/public/..%2fadmin", "/public\\..\\admin", "/public/%5c..%5cadmin"],
    ...[
      "/public%00",
      "/public/..;/admin",
      "/public//../admin",
      "//public",
      "/public/%zz",
      "/admin?/public",
      "/admin#/public",
    ],
  ])("does not open %s", async (path) => {
    const { status } = await visit(path);
    // A fragment is no part of a request target: Envoy answers 400 itself.
    expect(status).toBe(path.includes("#") ? 400 : 401);
  });

  it("refuses a token of forty kilobytes, and bytes that are no text", async () => {
    for (const authorization of [
      `Bearer ${"a".repeat(40_000)}`,
      "Bearer \u00ff\u00fe.\u0080.\u00c3",
      `Bearer ${".".repeat(5000)}`,
    ]) {
      expect((await visit("/orders", authorization)).status).toBe(401);
    }
  });

  it("repeats no token and no secret, in no answer and no log", async () => {
    const token = makeToken({ key: "not the secret, but thirty-two bytes" });
    const response = await gateway.fetch("/orders", { headers: { authorization: `Bearer ${token}` } });
    const seen = JSON.stringify([...response.headers]) + (await response.text()) + JSON.stringify(gateway.logs);
    for (const part of [...token.split("."), secret]) expect(seen).not.toContain(part);
  });

  it("reads the token from another header, once only", async () => {
    await using other = await serve({
      ...{ engine, filter: "filters/auth", config: { jwt_secret: secret, token_header: "X-Token" } },
      upstream: () => new Response("ok"),
    });
    const token = makeToken();
    const statusOf = async (headers: [string, string][]): Promise<number> =>
      (await other.fetch("/public", { headers })).status;
    expect(await statusOf([["x-token", token]])).toBe(200);
    expect(await statusOf([["authorization", token]])).toBe(401);
    expect(
      await statusOf([
        ["x-token", token],
        ["X-Token", makeToken({ key: "forged with some other secret!!!" })],
      ]),
    ).toBe(400);
  });

  it.each([
    [undefined, "$.jwt_secret"],
    ["{}", "$.jwt_secret"],
    [{ jwt_secret: "" }, "$.jwt_secret"],
    [{ jwt_secret: "  \n" }, "$.jwt_secret"],
    [{ jwt_secret: 7 }, "$.jwt_secret"],
    [{ jwt_secret: secret, jwt_secrets: [] }, "$.jwt_secrets"],
    [{ jwt_secret: secret, token_header: "no token" }, "$.token_header"],
    [{ jwt_secret: secret, allowed_paths: ["/ok", "/a/%2f"] }, "$.allowed_paths[1]"],
    [{ jwt_secret: secret, allowed_paths: "/public" }, "$.allowed_paths"],
    [{ jwt_secret: secret, allowed_paths: ["/?x"] }, "$.allowed_paths[0]"],
    [{ jwt_secret: secret, allowed_paths: ["/#x"] }, "$.allowed_paths[0]"],
    [{ jwt_secret: secret, allowed_paths: ["/public/.."] }, "$.allowed_paths[0]"],
    ["{not json", "$"],
  ])("refuses the configuration %j at load and names %s", async (bad, path) => {
    const error = await serve({ engine, filter: "filters/auth", ...(bad === undefined ? {} : { config: bad }) }).catch(
      (cause: unknown) => cause,
    );
    expect(error).toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(path) as string,
    });
    expect((error as Error).message).not.toContain(secret);
  });
});
