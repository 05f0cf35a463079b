import { beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "sluice";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";
import { ecSigner, jwksOf, makeToken, rsaSigner, secretSigner, type Signer } from "./tokens.js";

const first = rsaSigner("first");
const second = ecSigner("second", "P-256");
const stranger = rsaSigner("stranger");

const algOf = (signer: Signer): string => (signer.kid === "second" ? "ES256" : "RS256");

const tokenOf = (signer: Signer): string =>
  makeToken(signer, algOf(signer), { kid: signer.kid, alg: algOf(signer) }, { sub: "ada" });

/** An issuer that a test turns on, off and around. */
class Issuer {
  fetches = 0;
  keys: readonly Signer[] = [first];
  status = 200;
  gate: Promise<void> = Promise.resolve();
  cacheControl = "";
  readonly paths = new Set<string>();

  readonly answer = async (request: { path: string; headers: Headers }): Promise<Response> => {
    ++this.fetches;
    this.paths.add(`${request.headers.get("host")}${request.path}`);
    await this.gate;
    const headers = this.cacheControl === "" ? {} : { "cache-control": this.cacheControl };
    return new Response(this.status === 200 ? jwksOf(...this.keys) : "no", { status: this.status, headers });
  };
}

const configOf = (more: object = {}): object => ({
  providers: [{ type: "jwt", name: "issuer", jwks_uri: "https://issuer.test/keys?v=1", cluster: "issuer", ...more }],
});

async function serveWith(engine: (typeof engines)[number], issuer: Issuer, more: object = {}): Promise<TestGateway> {
  return serve({
    ...{ engine, filter: "filters/auth", config: configOf(more), workers: engine === "envoy" ? 3 : 1 },
    vmId: `jwks-${Math.random()}`,
    upstream: () => new Response("ok"),
    clusters: { issuer: issuer.answer },
  });
}

const tokens = new Map([first, second, stranger].map((signer) => [signer, tokenOf(signer)]));

async function visit(gateway: TestGateway, signer: Signer): Promise<[status: number, text: string]> {
  const response = await gateway.fetch("/", { headers: { authorization: `Bearer ${tokens.get(signer) ?? ""}` } });
  return [response.status, await response.text()];
}

const statusOf = async (gateway: TestGateway, signer: Signer): Promise<number> => (await visit(gateway, signer))[0];

// So that no test's time is the compiler's.
beforeAll(() => compileFilter({ filter: "filters/auth" }));

describe.each(engines)("the fetched keys of auth on %s", (engine) => {
  it("are waited for by any number of requests, and fetched once for all", async () => {
    const issuer = new Issuer();
    let release: () => void = () => undefined;
    issuer.gate = new Promise((resolve) => (release = resolve));
    await using gateway = await serveWith(engine, issuer);
    const herd = Array.from({ length: 300 }, (_, i) => statusOf(gateway, i % 3 === 0 ? stranger : first));
    await expect.poll(() => issuer.fetches, { timeout: 10_000 }).toBe(1);
    const released = Date.now();
    release();
    expect(await Promise.all(herd)).toEqual(Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 401 : 200)));
    // A stranger that a slow machine lets in five seconds after the set may ask for another.
    expect(issuer.fetches).toBeLessThanOrEqual(1 + Math.floor((Date.now() - released) / 5000));
    expect([...issuer.paths]).toEqual(["issuer.test/keys?v=1"]);
  });

  it("follow a rotation, at most one fetch every five seconds for kids that nobody knows", async () => {
    const issuer = new Issuer();
    await using gateway = await serveWith(engine, issuer);
    // So often that each worker remembers the token.
    for (let i = 0; i < 12; ++i) expect(await statusOf(gateway, first)).toBe(200);
    issuer.keys = [second];
    const started = Date.now();
    await expect.poll(() => statusOf(gateway, second), { timeout: 20_000, interval: 20 }).toBe(200);
    expect(issuer.fetches).toBeLessThanOrEqual(2 + Math.floor((Date.now() - started) / 5000));
    await expect
      .poll(() => visit(gateway, first), { timeout: 5_000 })
      .toEqual([401, '{"error":"unauthorized","reason":"unknown key"}']);
  });

  it("stay through an outage, until the issuer takes them back", async () => {
    const issuer = new Issuer();
    await using gateway = await serveWith(engine, issuer, { jwks_seconds: 5 });
    expect(await statusOf(gateway, first)).toBe(200);
    issuer.status = 500;
    await expect.poll(() => issuer.fetches, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(await statusOf(gateway, first)).toBe(200);
    issuer.status = 200;
    issuer.keys = [];
    await expect.poll(() => statusOf(gateway, first), { timeout: 20_000, interval: 50 }).toBe(401);
  });

  it("go at the end of jwks_outage_seconds, whatever another plugin with the same jwks_uri says", async () => {
    const issuer = new Issuer();
    await using gateway = await serve({
      ...{ engine, clusters: { issuer: issuer.answer }, upstream: () => new Response("ok") },
      plugins: [
        { name: "slow", filter: "filters/auth", config: configOf({ jwks_seconds: 86_400, forward: true }) },
        { name: "fast", filter: "filters/auth", config: configOf({ jwks_seconds: 5, jwks_outage_seconds: 0 }) },
      ],
    });
    expect(await statusOf(gateway, first)).toBe(200);
    issuer.status = 500;
    await expect
      .poll(() => visit(gateway, first), { timeout: 20_000, interval: 50 })
      .toEqual([503, '{"error":"unavailable","reason":"keys unavailable"}']);
  });

  it("are good for no token where none of the set can be used", async () => {
    const issuer = new Issuer();
    issuer.keys = [{ ...first, jwk: { ...first.jwk, use: "enc" } }];
    await using gateway = await serveWith(engine, issuer);
    expect(await visit(gateway, first)).toEqual([401, '{"error":"unauthorized","reason":"unknown key"}']);
  });

  it("are unavailable while the issuer is, which it is asked at growing intervals", async () => {
    const issuer = new Issuer();
    issuer.status = 503;
    await using gateway = await serveWith(engine, issuer);
    const started = Date.now();
    const unavailable = [503, '{"error":"unavailable","reason":"keys unavailable"}'];
    expect(await visit(gateway, first)).toEqual(unavailable);
    for (const answer of await Promise.all(Array.from({ length: 50 }, () => visit(gateway, first)))) {
      expect(answer).toEqual(unavailable);
    }
    expect(issuer.fetches).toBeLessThanOrEqual(2 + Math.floor((Date.now() - started) / 1000));
    issuer.status = 200;
    await expect.poll(() => statusOf(gateway, first), { timeout: 30_000, interval: 50 }).toBe(200);
  });

  it.each([
    ["is no JSON", "keys"],
    ["is one unusable key", '{"kty":"OKP","crv":"X25519","x":"AA"}'],
    ["has no keys", '{"keys":{}}'],
    ["is too large", `${jwksOf(first)}${" ".repeat(300_000)}`],
    ["is deep", `{"keys":${"[".repeat(5000)}`],
  ])("are none where the set %s", async (_, body) => {
    await using gateway = await serve({
      ...{ engine, filter: "filters/auth", config: configOf(), vmId: `jwks-${Math.random()}` },
      clusters: { issuer: () => new Response(body) },
    });
    expect(await statusOf(gateway, first)).toBe(503);
  });

  it("count those that can't be used, and serve with the others", async () => {
    const issuer = new Issuer();
    issuer.keys = [{ ...second, jwk: { ...second.jwk, use: "enc" } }, rsaSigner("short", 1024), first];
    await using gateway = await serveWith(engine, issuer);
    expect(await statusOf(gateway, first)).toBe(200);
    expect(gateway.logs.map(({ message }) => message)).toContain("JWKS: 2 unusable keys are skipped");
  });

  it("hold no shared secrets: whoever reads the set could sign", async () => {
    const issuer = new Issuer();
    const secret = secretSigner("secret", "a shared secret of more than thirty-two bytes");
    issuer.keys = [secret, first];
    await using gateway = await serveWith(engine, issuer);
    const forged = makeToken(secret, "HS256", { kid: "secret", alg: "HS256" }, { sub: "eve" });
    const res = await gateway.fetch("/", { headers: { authorization: `Bearer ${forged}` } });
    expect(res.status).toBe(401);
    expect(await statusOf(gateway, first)).toBe(200);
    expect(gateway.logs.map(({ message }) => message)).toContain("JWKS: 1 unusable keys are skipped");
  });

  it("are tried for a token without kid until eight were wrong", async () => {
    const issuer = new Issuer();
    const [eighth, ninth] = [ecSigner("eighth", "P-256"), ecSigner("ninth", "P-256")];
    issuer.keys = [...Array.from({ length: 7 }, (_, i) => ecSigner(`wrong-${i}`, "P-256")), eighth, ninth];
    await using gateway = await serveWith(engine, issuer);
    const statusWith = async (signer: Signer, header: object): Promise<number> => {
      const token = makeToken(signer, "ES256", { alg: "ES256", ...header }, { sub: "ada" });
      return (await gateway.fetch("/", { headers: { authorization: `Bearer ${token}` } })).status;
    };
    expect(await statusWith(eighth, {})).toBe(200);
    expect(await statusWith(ninth, {})).toBe(401);
    expect(await statusWith(ninth, { kid: "ninth" })).toBe(200);
  });

  it("are fetched anew after a shorter max-age, of five seconds at least", async () => {
    const issuer = new Issuer();
    issuer.cacheControl = "public, Max-Age=1";
    await using gateway = await serveWith(engine, issuer);
    expect(await statusOf(gateway, first)).toBe(200);
    const started = Date.now();
    await expect.poll(() => issuer.fetches, { timeout: 20_000 }).toBe(2);
    expect(Date.now() - started).toBeGreaterThan(4000);
  });

  it.each(["max-age=86400", "s-maxage=1, max-age=x"])(
    "are fetched anew after jwks_seconds at %s",
    async (cacheControl) => {
      const issuer = new Issuer();
      issuer.cacheControl = cacheControl;
      await using gateway = await serveWith(engine, issuer, { jwks_seconds: 6 });
      expect(await statusOf(gateway, first)).toBe(200);
      await expect.poll(() => issuer.fetches, { timeout: 20_000 }).toBe(2);
    },
  );

  it("let a client go that does not wait for them", async () => {
    const issuer = new Issuer();
    let release: () => void = () => undefined;
    issuer.gate = new Promise((resolve) => (release = resolve));
    await using gateway = await serveWith(engine, issuer);
    const leaving = new AbortController();
    const gone = gateway.fetch("/", {
      headers: { authorization: `Bearer ${tokenOf(first)}` },
      signal: leaving.signal,
    });
    await expect.poll(() => issuer.fetches, { timeout: 10_000 }).toBe(1);
    leaving.abort();
    await expect(gone).rejects.toThrow();
    release();
    expect(await statusOf(gateway, first)).toBe(200);
  });
});
