import { beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "sluice";
import { ecSigner, jwksOf, makeToken } from "../../scenarios/filters/auth/tokens.js";
import { startInHost } from "../in-host.js";

const signer = ecSigner("ec", "P-256");
const START_SECONDS = Date.UTC(2026, 0, 1) / 1000;

const tokenOf = (id: number, more: object = {}): string =>
  makeToken(signer, "ES256", { alg: "ES256", kid: "ec" }, { sub: `user-${id}`, ...more });

const start = async (more: object = {}) => {
  const traced: string[] = [];
  const provider = { type: "jwt", name: "issuer", jwks: jwksOf(signer), ...more };
  const gateway = await startInHost("auth", { providers: [provider] }, 1, (line) => traced.push(line));
  const statusOf = (token: string): number => gateway.visit({ headers: { authorization: `Bearer ${token}` } }).status;
  /** How many signatures were checked for these tokens, all of which are good. */
  const checksOf = (tokens: readonly string[]): number => {
    traced.length = 0;
    for (const token of tokens) expect(statusOf(token)).toBe(200);
    return traced.filter((line) => line.includes("verify_signature")).length;
  };
  return { gateway, statusOf, checksOf, traced };
};

/** Each twice in turn, after which it is remembered. */
const twice = (list: readonly string[]): string[] => list.flatMap((token) => [token, token]);

const tokens = Array.from({ length: 16 }, (_, id) => tokenOf(id));

// So that no test's time is the compiler's.
beforeAll(() => compileFilter({ filter: "filters/auth" }));

describe("the tokens that auth remembers", () => {
  it("are nearly all of those that come again, wherever their hashes fall", async () => {
    const many = Array.from({ length: 500 }, (_, id) => tokenOf(id));
    const { checksOf } = await start({ cached_tokens: 2000 });
    expect(checksOf([...many, ...many])).toBe(1000);
    // Ten on average, since five or more of them are of one set; with single slots it would be 110.
    expect(checksOf(many)).toBeLessThan(60);
  });

  it("have a bound: the latest four of one set, however many came", async () => {
    const { checksOf } = await start({ cached_tokens: 4 });
    checksOf(twice(tokens));
    expect(checksOf(tokens.slice(-4))).toBe(0);
    expect(checksOf(twice(tokens.slice(0, 4)))).toBe(8);
    expect(checksOf(tokens.slice(0, 4))).toBe(0);
    expect(checksOf(tokens.slice(-4))).toBe(4);
  });

  it("stay through a flood of tokens that come once", async () => {
    const { checksOf } = await start({ cached_tokens: 4 });
    checksOf(twice(tokens.slice(0, 4)));
    const flood = Array.from({ length: 100 }, (_, id) => tokenOf(1000 + id));
    expect(checksOf(flood)).toBe(100);
    expect(checksOf(tokens.slice(0, 4))).toBe(0);
  });

  it("are those that came again soon: a mark too is driven out, by the fourth after it", async () => {
    const { checksOf } = await start({ cached_tokens: 4 });
    const [first = "", ...others] = tokens;
    expect(checksOf([first, ...others.slice(0, 3), first, first])).toBe(5);
    const [last = "", ...more] = others.slice(4);
    expect(checksOf([last, ...more.slice(0, 4), last, last])).toBe(7);
  });

  it.each([0, 1])("are none or few with room for %i", async (cached_tokens) => {
    const { checksOf } = await start({ cached_tokens });
    const [first = ""] = tokens;
    expect(checksOf([first, first, first])).toBe(cached_tokens === 0 ? 3 : 2);
  });

  it("expire", async () => {
    const { gateway, statusOf, checksOf } = await start({ leeway_seconds: 0 });
    const token = tokenOf(0, { exp: START_SECONDS + 100 });
    expect(checksOf([token, token, token])).toBe(2);
    gateway.clock.advance(99_000);
    expect(checksOf([token])).toBe(0);
    gateway.clock.advance(1000);
    expect(statusOf(token)).toBe(401);
  });

  it("are the whole token: another with the same signature is not let in", async () => {
    const { statusOf, checksOf } = await start();
    const [first = ""] = tokens;
    checksOf([first, first, first]);
    const [head = "", , signature = ""] = first.split(".");
    const payload = Buffer.from(JSON.stringify({ sub: "user-1" })).toString("base64url");
    expect(statusOf(`${head}.${payload}.${signature}`)).toBe(401);
    expect(statusOf(`${first}A`)).toBe(401);
    expect(checksOf([first])).toBe(0);
  });

  it("leave no part of a token in a trace", async () => {
    const { checksOf, traced } = await start();
    const [first = ""] = tokens;
    checksOf([first, first, first]);
    expect(traced.join("\n")).not.toContain(first.slice(-20));
  });
});
