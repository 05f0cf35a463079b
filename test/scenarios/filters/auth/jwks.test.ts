import { beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "sluice";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";
import { ecSigner, jwksOf, makeToken, rsaSigner, type Signer } from "./tokens.js";

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
  readonly paths = new Set<string>();

  readonly answer = async (request: { path: string; headers: Headers }): Promise<Response> => {
    ++this.fetches;
    this.paths.add(`${request.headers.get("host")}${request.path}`);
    await this.gate;
    return new Response(this.status === 200 ? jwksOf(...this.keys) : "no", { status: this.status });
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
    release();
    expect(await Promise.all(herd)).toEqual(Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 401 : 200)));
    expect(issuer.fetches).toBe(1);
    expect([...issuer.paths]).toEqual(["issuer.test/keys?v=1"]);
  });

  it("follow a rotation, at most one fetch every five seconds for kids that nobody knows", async () => {
    const issuer = new Issuer();
    await using gateway = await serveWith(engine, issuer);
    expect(await statusOf(gateway, first)).toBe(200);
    issuer.keys = [second];
    const started = Date.now();
    await expect.poll(() => statusOf(gateway, second), { timeout: 20_000, interval: 20 }).toBe(200);
    expect(issuer.fetches).toBeLessThanOrEqual(2 + Math.floor((Date.now() - started) / 5000));
    await expect
      .poll(() => visit(gateway, first), { timeout: 5_000 })
      .toEqual([401, '{"error":"unauthorized","reason":"unknown key"}']);
  });

  it("stay through an outage", async () => {
    const issuer = new Issuer();
    await using gateway = await serveWith(engine, issuer, { jwks_seconds: 5 });
    expect(await statusOf(gateway, first)).toBe(200);
    issuer.status = 500;
    await expect.poll(() => issuer.fetches, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(await statusOf(gateway, first)).toBe(200);
    issuer.status = 200;
    issuer.keys = [second];
    await expect.poll(() => statusOf(gateway, second), { timeout: 20_000, interval: 50 }).toBe(200);
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
    ["has no usable key", '{"keys":[{"kty":"OKP","crv":"X25519","x":"AA"}]}'],
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
    expect(gateway.logs.map(({ message }) => message)).toContain("JWKS: 2 keys can't be used and are skipped");
  });

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
