import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { GatewayFetchInit, TestGateway } from "sluice/testing";

const HALF = [
  { name: "stable", weight: 50 },
  { name: "canary", weight: 50 },
];

describe.each(engines)("canary on %s", (engine) => {
  const start = (config: object, workers = 1): Promise<TestGateway> =>
    serve({
      ...{ engine, filter: "filters/canary", config, workers },
      upstream: (request) => new Response(request.headers.get("x-variant") ?? "none"),
    });

  const variantOf = async (gateway: TestGateway, init: GatewayFetchInit = {}, path = "/"): Promise<string> =>
    (await gateway.fetch(path, init)).text();

  const user = (name: string, more = {}): GatewayFetchInit => ({ headers: { "x-user-id": name, ...more } });

  it("draws anew for each request where nothing is sticky, and takes away what a client wrote", async () => {
    await using gateway = await start({ variants: HALF });
    const seen = new Set<string>();
    for (let i = 0; i < 64; ++i) seen.add(await variantOf(gateway, { headers: { "x-variant": "forged" } }));
    expect([...seen].sort()).toEqual(["canary", "stable"]);
    const { headers } = await gateway.fetch("/");
    expect(headers.get("set-cookie")).toBeNull();
  });

  it("gives a user the same variant always, on every gateway", async () => {
    const config = { variants: HALF, sticky: "header" };
    await using one = await start(config);
    await using other = await start(config, 2);
    const variants: string[] = [];
    for (let i = 0; i < 20; ++i) variants.push(await variantOf(one, user(`user-${i}`)));
    expect(new Set(variants).size).toBe(2);
    for (let i = 0; i < 20; ++i) expect(await variantOf(other, user(`user-${i}`))).toBe(variants[i]);
  });

  it("moves no one away from a canary that grows, and draws anew under another seed", async () => {
    const at = (weight: number, seed = ""): Promise<TestGateway> =>
      start({
        variants: [
          { name: "stable", weight: 100 - weight },
          { name: "canary", weight },
        ],
        sticky: "header",
        seed,
      });
    await using small = await at(30);
    await using large = await at(60);
    await using reseeded = await at(30, "checkout");
    let moved = 0;
    for (let i = 0; i < 60; ++i) {
      const before = await variantOf(small, user(`u${i}`));
      if (before === "canary") expect(await variantOf(large, user(`u${i}`))).toBe("canary");
      if (before !== (await variantOf(reseeded, user(`u${i}`)))) moved += 1;
    }
    expect(moved).toBeGreaterThan(0);
  });

  it("goes by the client's address, an IPv6 network being one client", async () => {
    await using gateway = await start({ variants: HALF, sticky: "client_address", trusted_hops: 1 });
    const from = (address: string): Promise<string> => variantOf(gateway, { headers: { "x-forwarded-for": address } });
    const seen = new Set<string>();
    for (let i = 0; i < 20; ++i) {
      const variant = await from(`192.0.2.${i}`);
      seen.add(variant);
      expect(await from(`::ffff:192.0.2.${i}`)).toBe(variant);
      expect(await from(`2001:db8:0:${i}::1`)).toBe(await from(`2001:db8:0:${i}:ffff:1:2:3`));
    }
    expect(seen.size).toBe(2);
  });

  it("goes by the client's address where the header is missing or empty", async () => {
    await using gateway = await start({ variants: HALF, sticky: "header" });
    const variant = await variantOf(gateway);
    for (let i = 0; i < 10; ++i) expect(await variantOf(gateway, i % 2 ? {} : user(""))).toBe(variant);
  });

  it("keeps a client by a cookie, which it sets once", async () => {
    await using gateway = await start({ variants: HALF, sticky: "cookie", cookie_max_age_seconds: 60 });
    const first = await gateway.fetch("/");
    const variant = await first.text();
    expect(first.headers.get("set-cookie")).toBe(
      `variant=${variant}; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax`,
    );
    for (const kept of ["stable", "canary"]) {
      for (let i = 0; i < 5; ++i) {
        const again = await gateway.fetch("/", { headers: { cookie: `a=b; variant=${kept}` } });
        expect([await again.text(), again.headers.get("set-cookie")]).toEqual([kept, null]);
        const lines: [string, string][] = [
          ["cookie", "a=b"],
          ["cookie", `variant=${kept}`],
        ];
        expect(await variantOf(gateway, { headers: lines })).toBe(kept);
      }
    }
  });

  it.each(["unknown", "", "canary2", "x".repeat(50_000), '"canary"'])(
    "draws anew for a cookie that names no variant",
    async (value) => {
      await using gateway = await start({
        variants: HALF,
        sticky: "cookie",
        cookie_secure: false,
        cookie_max_age_seconds: 0,
      });
      const response = await gateway.fetch("/", { headers: { cookie: `variant=${value}` } });
      expect(["stable", "canary"]).toContain(await response.text());
      expect(response.headers.get("set-cookie")).toMatch(/^variant=(stable|canary); Path=\/; HttpOnly; SameSite=Lax$/);
    },
  );

  it("takes a client off a variant that is closed, and gives it to testers alone", async () => {
    const variants = [
      { name: "stable", weight: 100, value: "outbound|80||stable.shop" },
      { name: "next", weight: 0 },
    ];
    await using gateway = await start({ variants, sticky: "cookie", override_header: "X-Want" });
    expect(await variantOf(gateway, { headers: { cookie: "variant=next" } })).toBe("outbound|80||stable.shop");
    expect(await variantOf(gateway, { headers: { "x-want": "next" } })).toBe("next");
    expect(await variantOf(gateway, { headers: { "x-want": "stable", cookie: "variant=next" } })).toBe(
      "outbound|80||stable.shop",
    );
    expect(await variantOf(gateway, { headers: { "x-want": "other" } })).toBe("outbound|80||stable.shop");
    expect((await gateway.fetch("/", { headers: { "x-want": "next" } })).headers.get("set-cookie")).toBeNull();
    await using closed = await start({ variants });
    expect(await variantOf(closed, { headers: { "x-want": "next" } })).toBe("outbound|80||stable.shop");
  });

  it("leaves other paths out, and takes the header away there too", async () => {
    await using gateway = await start({ variants: [{ name: "only", weight: 100 }], paths: ["/shop"] });
    const headers = { "x-variant": "forged" };
    for (const path of ["/shop", "/shop/a?b", "/x/../shop"]) {
      expect(await variantOf(gateway, { headers }, path)).toBe("only");
    }
    for (const path of ["/", "/shops", "/shop//a", "/x%2fshop"]) {
      expect(await variantOf(gateway, { headers }, path)).toBe("none");
    }
  });

  it("stands enormous values", async () => {
    await using gateway = await start({ variants: HALF, sticky: "header", override_header: "x-want" });
    const long = user("u".repeat(50_000));
    const variant = await variantOf(gateway, long);
    expect(await variantOf(gateway, long)).toBe(variant);
    expect(["stable", "canary"]).toContain(await variantOf(gateway, user("é\u00ff", { "x-want": "w".repeat(40_000) })));
  });

  it("counts by variant and by what chose it", async () => {
    await using gateway = await start({
      ...{
        variants: [
          { name: "a", weight: 100 },
          { name: "b", weight: 0 },
        ],
      },
      ...{ sticky: "header", override_header: "x-want" },
    });
    await gateway.fetch("/", user("1"));
    await gateway.fetch("/", user("1"));
    await gateway.fetch("/");
    await gateway.fetch("/", { headers: { "x-want": "b" } });
    await expect
      .poll(async () => (await gateway.metrics()).map(({ labels, value }) => [labels, value]))
      .toEqual(
        expect.arrayContaining([
          [{ variant: "a", by: "header" }, 2],
          [{ variant: "a", by: "client_address" }, 1],
          [{ variant: "b", by: "override" }, 1],
        ]),
      );
  });

  it("takes weights of a hundredth of a percent", async () => {
    const variants = [
      { name: "a", weight: 0.29 },
      { name: "b", weight: 0.01 },
      { name: "c", weight: 99.7 },
    ];
    await using gateway = await start({ variants });
    expect(["a", "b", "c"]).toContain(await variantOf(gateway));
  });

  it.each([
    [{ variants: [{ name: "a", weight: 99 }] }, "$.variants: must have weights of 100 together"],
    [{ variants: [...HALF, { name: "c", weight: 1 }] }, "$.variants: must have weights of 100"],
    [{ variants: [{ name: "a", weight: 0.001 }] }, "$.variants[0].weight: must be in steps"],
    [{ variants: [{ name: "a", weight: 101 }] }, "$.variants[0].weight"],
    [{ variants: [{ name: "a", weight: -1 }] }, "$.variants[0].weight"],
    [{ variants: [HALF[0], HALF[0]] }, "$.variants[1].name: is the name of another"],
    [{ variants: [{ name: "a b", weight: 100 }] }, "$.variants[0].name"],
    [{ variants: [{ name: "a", weight: 100, value: "a b" }] }, "$.variants[0].value"],
    [{ variants: HALF, header: "content-length" }, "$.header"],
    [{ variants: HALF, override_header: "X-Variant" }, "$.override_header: must be another"],
    [{ variants: HALF, cookie: "__Host-v", cookie_secure: false }, "$.cookie: Secure is missing"],
    [{ variants: HALF, paths: ["/a//b"] }, "$.paths[0]: must be a path"],
    [{ variants: HALF, sticky: "session" }, "$.sticky"],
    [{}, "$.variants: is required"],
  ])("refuses the configuration %j at load and says where", async (config, words) => {
    await expect(start(config)).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(words) as string,
    });
  });
});
