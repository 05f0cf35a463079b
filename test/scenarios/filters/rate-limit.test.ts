import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const HOUR = 3600;
const CLIENT = { from: "client_address" };

const header = (name: string): object => ({ from: "header", name });

describe.each(engines)("rate-limit on %s", (engine) => {
  const start = (rules: object[], rest: object = {}, workers = 1): Promise<TestGateway> =>
    serve({
      ...{ engine, filter: "filters/rate-limit", config: { rules, ...rest }, workers },
      upstream: () => new Response("served", { headers: { "x-ratelimit-limit": "the upstream's" } }),
    });

  async function statusOf(gateway: TestGateway, path: string, headers: Record<string, string> = {}): Promise<number> {
    const response = await gateway.fetch(path, { headers });
    await response.text();
    return response.status;
  }

  async function counts(gateway: TestGateway): Promise<Record<string, number>> {
    const samples = (await gateway.metrics()).filter(({ name }) => name === "rate_limit_requests_total");
    return Object.fromEntries(
      samples.map(({ labels, value }) => [`${labels["rule"]} ${labels["result"]}`, value ?? 0]),
    );
  }

  it.each(["token_bucket", "sliding_window"])(
    "lets exactly the limit of a %s pass, whichever of four workers a request comes to",
    async (algorithm) => {
      const rule = { name: "all", algorithm, limit: 150, window_seconds: 24 * HOUR };
      await using gateway = await start([rule], {}, 4);
      const statuses = await Promise.all(Array.from({ length: 400 }, () => statusOf(gateway, "/")));
      expect(statuses.filter((status) => status === 200)).toHaveLength(150);
      expect(statuses.filter((status) => status === 429)).toHaveLength(250);
      await expect.poll(() => counts(gateway), { timeout: 10_000 }).toEqual({ "all allowed": 150, "all limited": 250 });
    },
  );

  it("counts several keys exactly while all workers write to one slot", async () => {
    const rule = { name: "keys", limit: 10, window_seconds: 24 * HOUR, key: [header("x-key")], max_keys: 8 };
    await using gateway = await start([rule], {}, 4);
    const visits = Array.from({ length: 240 }, (_, i) => `key-${i % 8}`);
    const passed = new Map<string, number>();
    await Promise.all(
      visits.map(async (key) => {
        if ((await statusOf(gateway, "/", { "x-key": key })) === 200) passed.set(key, (passed.get(key) ?? 0) + 1);
      }),
    );
    expect([...passed.values()]).toEqual(Array.from({ length: 8 }, () => 10));
  });

  describe("answers what it refuses", () => {
    let gateway: TestGateway;

    beforeAll(async () => {
      gateway = await start([{ name: "burst", limit: 2, window_seconds: HOUR }]);
      const seen: unknown[] = [];
      for (let i = 0; i < 2; ++i) {
        const response = await gateway.fetch("/");
        seen.push([response.status, response.headers.get("ratelimit"), response.headers.get("ratelimit-policy")]);
      }
      expect(seen).toEqual([
        [200, '"burst";r=1;t=1800', '"burst";q=2;w=3600'],
        [200, expect.stringMatching(/^"burst";r=0;t=(1800|1799)$/), '"burst";q=2;w=3600'],
      ]);
    });

    afterAll(() => gateway.close());

    it("with 429, Retry-After and text", async () => {
      const response = await gateway.fetch("/");
      expect(response.status).toBe(429);
      expect(response.headers.get("content-type")).toBe("text/plain");
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(1700);
      expect(response.headers.get("ratelimit")).toMatch(/^"burst";r=0;t=1[78]\d\d$/);
      expect(response.headers.get("ratelimit-policy")).toBe('"burst";q=2;w=3600');
      expect(await response.text()).toBe("Too many requests");
    });

    it.each(["application/json", "application/problem+json, */*;q=0.1"])("with a problem for %s", async (accept) => {
      const response = await gateway.fetch("/", { headers: { accept } });
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(await response.json()).toEqual({
        type: "https://iana.org/assignments/http-problem-types#quota-exceeded",
        title: "Too many requests",
        status: 429,
        "violated-policies": ["burst"],
      });
    });

    it("with RESOURCE_EXHAUSTED for a gRPC client", async () => {
      const headers = { "content-type": "application/grpc" };
      const response = await gateway.fetch("/shop.Orders/List", { method: "POST", headers });
      expect(response.status).toBe(200);
      expect(response.headers.get("grpc-status")).toBe("8");
      expect(response.headers.get("grpc-message")).toBe("Too many requests");
    });
  });

  it.each([
    [
      "legacy",
      { "x-ratelimit-limit": "2", "x-ratelimit-remaining": "1", "x-ratelimit-reset": "1800", ratelimit: null },
    ],
    ["both", { "x-ratelimit-limit": "2", "x-ratelimit-remaining": "1", ratelimit: '"r";r=1;t=1800' }],
    ["none", { "x-ratelimit-limit": "the upstream's", "x-ratelimit-remaining": null, ratelimit: null }],
  ])("writes response headers as %s", async (form, expected) => {
    await using gateway = await start([{ name: "r", limit: 2, window_seconds: HOUR }], { response_headers: form });
    const { headers } = await gateway.fetch("/");
    for (const [name, value] of Object.entries(expected)) expect(headers.get(name), name).toBe(value);
  });

  it("tells of no more than the quota, also while a burst leaves more", async () => {
    await using gateway = await start([{ name: "r", limit: 10, burst: 50, window_seconds: HOUR }], {
      response_headers: "both",
    });
    const { headers } = await gateway.fetch("/");
    expect([headers.get("ratelimit-policy"), headers.get("ratelimit")?.split(";t=")[0]]).toEqual([
      ...['"r";q=10;w=3600', '"r";r=10'],
    ]);
    expect([headers.get("x-ratelimit-limit"), headers.get("x-ratelimit-remaining")]).toEqual(["10", "10"]);
    for (let i = 1; i < 50; ++i) expect(await statusOf(gateway, "/")).toBe(200);
    expect(await statusOf(gateway, "/")).toBe(429);
  });

  it("counts those who lack a part of the key by their address", async () => {
    await using gateway = await start([{ name: "r", limit: 1, window_seconds: HOUR, key: [header("x-key")] }], {
      trusted_hops: 1,
    });
    const from = (address: string): Promise<number> => statusOf(gateway, "/", { "x-forwarded-for": address });
    expect([await from("192.0.2.1"), await from("192.0.2.2"), await from("192.0.2.1")]).toEqual([200, 200, 429]);
  });

  it("reports the rule that leaves least", async () => {
    await using gateway = await start([
      { name: "much", limit: 100, window_seconds: HOUR },
      { name: "little", limit: 5, window_seconds: HOUR },
      { name: "most", limit: 1000, window_seconds: HOUR },
      { name: "unseen", limit: 1, window_seconds: HOUR, shadow: true },
    ]);
    expect((await gateway.fetch("/")).headers.get("ratelimit")).toMatch(/^"little";r=4;/);
  });

  it.each([
    ["header", [header("X-Key")], { "x-key": "a" }, { "x-key": "b" }],
    ["cookie", [{ from: "cookie", name: "s" }], { cookie: "t=1; s=a" }, { cookie: "s=b; t=1" }],
    ["host", [{ from: "host" }], { host: "A.test" }, { host: "b.test" }],
    ["attribute", [{ from: "attribute", name: "request.useragent" }], { "user-agent": "a" }, { "user-agent": "b" }],
    [
      "header and cookie",
      [header("x"), { from: "cookie", name: "s" }],
      { x: "a", cookie: "s=b" },
      { x: "ab", cookie: "s=" },
    ],
    ["client address", [CLIENT], { "x-forwarded-for": "spoof, 192.0.2.1" }, { "x-forwarded-for": "spoof, 192.0.2.2" }],
  ])("counts apart by %s", async (_, key, first, second) => {
    await using gateway = await start([{ name: "r", limit: 1, window_seconds: HOUR, key }], { trusted_hops: 1 });
    expect(await statusOf(gateway, "/", first)).toBe(200);
    expect(await statusOf(gateway, "/", first)).toBe(429);
    expect(await statusOf(gateway, "/", second)).toBe(200);
  });

  it("finds a cookie in whatever line", async () => {
    const key = [{ from: "cookie", name: "s" }];
    await using gateway = await start([{ name: "r", limit: 1, window_seconds: HOUR, key }]);
    const statusWith = async (...lines: string[]): Promise<number> =>
      (await gateway.fetch("/", { headers: lines.map((line): [string, string] => ["cookie", line]) })).status;
    expect(await statusWith("s=a")).toBe(200);
    expect(await statusWith("t=1", "s=a")).toBe(429);
    expect(await statusWith("t=1", "u=2; s=b")).toBe(200);
  });

  it("counts apart by path, and every spelling of one path together", async () => {
    await using gateway = await start([{ name: "r", limit: 1, window_seconds: HOUR, key: [{ from: "path" }] }]);
    const statuses: number[] = [];
    const paths = ["/a", "/a?x=1", "/%61", "/b/../a", "/b", "/a;x=1", "/a//b", "/%5c"];
    for (const path of paths) statuses.push(await statusOf(gateway, path));
    // What servers read in different ways is one path.
    expect(statuses).toEqual([200, 429, 429, 429, 200, 200, 429, 429]);
  });

  it("counts apart by a parameter of the query and by method", async () => {
    const key = [{ from: "query", name: "tenant" }, { from: "method" }];
    await using gateway = await start([{ name: "r", limit: 1, window_seconds: HOUR, key }]);
    const statuses: number[] = [];
    const paths = ["/?tenant=a&x", "/?x&tenant=%61", "/?tenant=b", "/", "/?"];
    for (const path of paths) statuses.push(await statusOf(gateway, path));
    expect(statuses).toEqual([200, 429, 200, 200, 429]);
    expect((await gateway.fetch("/", { method: "POST" })).status).toBe(200);
  });

  it("takes a client's whole /64 for one client, and does not believe what the client writes into x-forwarded-for", async () => {
    const rules = [{ name: "r", limit: 1, window_seconds: HOUR, key: [CLIENT] }];
    await using gateway = await start(rules, { trusted_hops: 2 });
    const from = (addresses: string): Promise<number> => statusOf(gateway, "/", { "x-forwarded-for": addresses });
    expect(await from("1.1.1.1, 2001:db8::1, 10.0.0.1")).toBe(200);
    expect(await from("2.2.2.2, 2001:db8:0:0:ffff::9, 10.0.0.2")).toBe(429);
    expect(await from("2.2.2.2, 2001:db8:0:1::1, 10.0.0.1")).toBe(200);
    expect(await from("[2001:db8:0:1::7]:443 ,10.0.0.1")).toBe(429);
    expect(await from("192.0.2.1:1234,10.0.0.1")).toBe(200);
    expect(await from("::ffff:192.0.2.1, 10.0.0.1")).toBe(429);
  });

  it("counts a host as one, however its name is written, with and without a port", async () => {
    await using gateway = await start([{ name: "r", limit: 1, window_seconds: HOUR, key: [{ from: "host" }] }]);
    const hosts = ["shop.test", "SHOP.test", "shop.test:80", "shop.test.", "Shop.test:8080", "shop.test.:80"];
    const others = ["shop.test.x", "[::1]:80", "[::1]", "[::2]"];
    const statuses: number[] = [];
    for (const host of [...hosts, ...others]) statuses.push(await statusOf(gateway, "/", { host }));
    expect(statuses).toEqual([200, 429, 429, 429, 429, 429, 200, 200, 429, 200]);
  });

  it("applies a rule to the methods, paths and headers that it names", async () => {
    const rule = { name: "r", limit: 1, window_seconds: HOUR, methods: ["POST"], paths: ["/login"] };
    await using gateway = await start([{ ...rule, headers: { "X-Plan": "free", "x-any": "" } }]);
    const post = async (path: string, headers: Record<string, string>, method = "POST"): Promise<number> =>
      (await gateway.fetch(path, { method, headers })).status;
    const free = { "x-plan": "free", "x-any": "" };
    expect(await post("/login", free)).toBe(200);
    expect(await post("/login/now", free)).toBe(429);
    expect(await post("/x/..%2flogin", free)).toBe(429);
    expect(await post("/login", free, "GET")).toBe(200);
    expect(await post("/loginx", free)).toBe(200);
    expect(await post("/login", { "x-plan": "paid", "x-any": "" })).toBe(200);
    expect(await post("/login", { "x-plan": "free" })).toBe(200);
  });

  it("refuses nothing in shadow, and counts what it would refuse", async () => {
    await using gateway = await start([{ name: "trial", limit: 2, window_seconds: HOUR, shadow: true }]);
    for (let i = 0; i < 5; ++i) {
      const response = await gateway.fetch("/");
      expect([response.status, response.headers.get("ratelimit")]).toEqual([200, null]);
    }
    await expect.poll(() => counts(gateway), { timeout: 10_000 }).toEqual({ "trial allowed": 2, "trial shadowed": 3 });
  });

  it.each([
    [{}, "$.rules"],
    [{ rules: [] }, "$.rules"],
    [{ rules: [{ name: "r", limit: 0, window_seconds: 1 }] }, "$.rules[0].limit"],
    [{ rules: [{ name: "r", limit: 1, window_seconds: 0 }] }, "$.rules[0].window_seconds"],
    [{ rules: [{ name: 'r"', limit: 1, window_seconds: 1 }] }, "$.rules[0].name"],
    [{ rules: [{ name: "r", limit: 1, window_seconds: 1, algorithm: "leaky" }] }, "$.rules[0].algorithm"],
    [
      { rules: [{ name: "r", limit: 1, window_seconds: 1, algorithm: "sliding_window", burst: 2 }] },
      "$.rules[0].burst",
    ],
    [{ rules: [{ name: "r", limit: 1, window_seconds: 2678400, burst: 1e9 }] }, "$.rules[0].burst"],
    [{ rules: [{ name: "r", limit: 1, window_seconds: 1, paths: ["/a/../b"] }] }, "$.rules[0].paths[0]"],
    [{ rules: [{ name: "r", limit: 1, window_seconds: 1, key: [{ from: "header" }] }] }, "$.rules[0].key[0].name"],
    [{ rules: [{ name: "r", limit: 1, window_seconds: 1, key: [{ from: "moon" }] }] }, "$.rules[0].key[0].from"],
    [
      { rules: [{ name: "r", limit: 1, window_seconds: 1, key: [{ from: "path", name: "x" }] }] },
      "$.rules[0].key[0].name",
    ],
    [
      {
        rules: [
          { name: "r", limit: 1, window_seconds: 1 },
          { name: "r", limit: 2, window_seconds: 1 },
        ],
      },
      "$.rules[1].name",
    ],
    [{ rules: [{ name: "r", limit: 1, window_seconds: 1 }], trusted_hops: -1 }, "$.trusted_hops"],
    [{ rules: [{ name: "r", limit: 1, window_seconds: 1, methods: ["delete"] }] }, "$.rules[0].methods[0]"],
    [
      { rules: [{ name: "r", limit: 1, window_seconds: 1, key: [{ from: "attribute", name: "metadata.a.b" }] }] },
      "$.rules[0].key[0].name: write / between",
    ],
  ])("refuses the configuration %j at load and names %s", async (config, path) => {
    await expect(serve({ engine, filter: "filters/rate-limit", config })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(path) as string,
    });
  });
});
