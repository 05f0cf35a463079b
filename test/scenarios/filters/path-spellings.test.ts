import { beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "sluice";
import { engines, serve } from "sluice/testing";
import type { GatewayFetchInit, TestGateway } from "sluice/testing";

/** Spellings of one path each, of which a rule has the first; servers that decode see no difference. */
const SPELLINGS = [
  ["/v1/users:export", "/v1/users%3Aexport", "/v1/users%3aexport", "/v1/x/../users%3Aexport", "/v1/%75sers%3Aexport"],
  ["/@admin", "/%40admin"],
  ["/a!$&'()+,=b", "/a%21%24%26%27%28%29%2B%2C%3Db"],
  ["/a%7Cb%5B0%5D", "/a|b[0]", "/a%7cb[0]"],
];

const paths = SPELLINGS.map(([path = ""]) => path);

const FILTERS = ["auth", "maintenance", "rate-limit", "body-guard", "headers", "cache-headers", "bot-and-block"];

// So that no test's time is the compiler's.
beforeAll(async () => {
  for (const name of FILTERS) await compileFilter({ filter: `filters/${name}` });
});

describe.each(engines)("a rule for a path, on %s, holds for its spellings", (engine) => {
  const start = (filter: string, config: object): Promise<TestGateway> =>
    serve({ engine, filter: `filters/${filter}`, config, upstream: ({ path }) => new Response(path) });

  async function statusesOf(
    gateway: TestGateway,
    suffix = "",
    init: GatewayFetchInit = {},
  ): Promise<Record<string, number>> {
    const statuses: Record<string, number> = {};
    for (const path of SPELLINGS.flat()) statuses[path] = (await gateway.fetch(path + suffix, init)).status;
    return statuses;
  }

  const all = (status: number): Record<string, number> =>
    Object.fromEntries(SPELLINGS.flat().map((path) => [path, status]));

  const secret = "a secret of thirty-two bytes or more";

  it.each(["prefix", "exact", "template"])("where auth denies it by %s", async (member) => {
    const providers = [{ type: "jwt", name: "issuer", secret }];
    const rules = [...paths.map((path) => ({ [member]: path, access: "deny" })), { access: "anonymous" }];
    await using gateway = await start("auth", { providers, rules });
    expect(await statusesOf(gateway)).toEqual(all(403));
    expect((await gateway.fetch("/v1/users%2Dexport")).status).toBe(200);
  });

  it("where auth and others open it", async () => {
    await using auth = await start("auth", { jwt_secret: secret, allowed_paths: paths });
    expect(await statusesOf(auth, "/x?y")).toEqual(all(200));
    await using maintenance = await start("maintenance", { allow_paths: paths });
    expect(await statusesOf(maintenance, "/x")).toEqual(all(200));
  });

  it("where rate-limit counts", async () => {
    const rules = paths.map((path, i) => ({ name: `r${i}`, limit: 1, window_seconds: 3600, paths: [path] }));
    await using gateway = await start("rate-limit", { rules });
    const firsts = Object.fromEntries(paths.map((path) => [path, 200] as const));
    expect(await statusesOf(gateway)).toEqual({ ...all(429), ...firsts });
    const key = [{ from: "path" }];
    await using counted = await start("rate-limit", { rules: [{ name: "r", limit: 1, window_seconds: 3600, key }] });
    expect(await statusesOf(counted)).toEqual({ ...all(429), ...firsts });
  });

  it("where body-guard checks", async () => {
    const schema = '{"type":"object","required":["id"]}';
    await using gateway = await start("body-guard", { rules: [{ name: "r", paths, schema }] });
    const init = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
    expect(await statusesOf(gateway, "", init)).toEqual(all(422));
  });

  it("where headers and cache-headers write, and the path goes on as it came", async () => {
    const rules = paths.map((path) => ({
      when: { path_exact: path },
      response: [{ op: "set", name: "x-rule", value: "hit" }],
    }));
    await using headers = await start("headers", { rules });
    await using cache = await start("cache-headers", { rules: [{ paths, cache_control: "no-store" }] });
    for (const path of SPELLINGS.flat()) {
      const response = await headers.fetch(path);
      expect([response.headers.get("x-rule"), await response.text()]).toEqual(["hit", path]);
      expect((await cache.fetch(path)).headers.get("cache-control"), path).toBe("no-store");
    }
  });

  it.each(["/gr\u00f6\u00dfe", "/my docs", "/%61dmin", "/v1/users%3Aexport", "/a|b", "/a%7cb", "/x/../admin", "/a//b"])(
    "and is refused at load where it could never hold: %s",
    async (path) => {
      const providers = [{ type: "jwt", name: "issuer", secret }];
      const limit = { name: "r", limit: 1, window_seconds: 1 };
      const cases: [filter: string, config: object, place: string][] = [
        ["auth", { providers, rules: [{ prefix: path, access: "deny" }] }, "$.rules[0].prefix"],
        ["auth", { providers, rules: [{ exact: path, access: "deny" }] }, "$.rules[0].exact"],
        ["auth", { providers, rules: [{ template: `${path}/{id}`, access: "deny" }] }, "$.rules[0].template"],
        ["rate-limit", { rules: [{ ...limit, paths: [path] }] }, "$.rules[0].paths[0]"],
      ];
      for (const [filter, config, place] of cases) {
        await expect(start(filter, config)).rejects.toMatchObject({
          code: "ERR_CONFIGURATION_REFUSED",
          message: expect.stringContaining(`${place}: must be a path in its plain form`) as string,
        });
      }
    },
  );

  it("where its escapes are those that a path must have", async () => {
    const providers = [{ type: "jwt", name: "issuer", secret }];
    const rules = ["/gr%C3%B6%C3%9Fe", "/my%20docs"].map((prefix) => ({ prefix, access: "deny" }));
    await using gateway = await start("auth", { providers, rules: [...rules, { access: "anonymous" }] });
    const asked = ["/gr%C3%B6%C3%9Fe", "/gr%c3%b6%c3%9fe/x", "/my%20docs", "/x/../my%20docs", "/mydocs"];
    const statuses: number[] = [];
    for (const path of asked) statuses.push((await gateway.fetch(path)).status);
    expect(statuses).toEqual([403, 403, 403, 403, 200]);
  });

  it("where bot-and-block lets it pass", async () => {
    const allow = { name: "open", action: "allow", path_patterns: ["^/v1/users:export$", "^/@admin$"] };
    await using gateway = await start("bot-and-block", { rules: [allow, { name: "all", methods: ["GET"] }] });
    const statuses = await statusesOf(gateway);
    expect(Object.keys(statuses).filter((path) => statuses[path] === 200)).toEqual(SPELLINGS.slice(0, 2).flat());
  });
});
