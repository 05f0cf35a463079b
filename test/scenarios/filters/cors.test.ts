import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const APP = "https://app.example.com";
const FIELDS = [
  ...["access-control-allow-origin", "access-control-allow-credentials", "access-control-expose-headers"],
  ...["access-control-allow-methods", "access-control-allow-headers", "access-control-max-age"],
  ...["access-control-allow-private-network", "vary"],
];

describe.each(engines)("cors on %s", (engine) => {
  const start = (config: object, upstream: [string, string][] = []): Promise<TestGateway> =>
    serve({
      ...{ engine, filter: "filters/cors", config },
      upstream: ({ method }) => ({ headers: [["x-reached", method], ...upstream], body: "served" }),
    });

  interface Seen {
    readonly status: number;
    readonly reached: string | null;
    readonly fields: Readonly<Record<string, string>>;
  }

  async function send(gateway: TestGateway, headers: Record<string, string>, method = "GET"): Promise<Seen> {
    const response = await gateway.fetch("/", { method, headers });
    const present = FIELDS.filter((name) => response.headers.has(name));
    const fields = Object.fromEntries(present.map((name) => [name, response.headers.get(name) ?? ""]));
    return { status: response.status, reached: response.headers.get("x-reached"), fields };
  }

  const preflight = (gateway: TestGateway, origin: string, headers: Record<string, string> = {}): Promise<Seen> =>
    send(gateway, { origin, "access-control-request-method": "PUT", ...headers }, "OPTIONS");

  const PREFLIGHT_VARY = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

  it("answers a preflight itself", async () => {
    await using gateway = await start({
      allow_origins: [APP],
      allow_methods: ["GET", "PUT"],
      allow_headers: ["x-a", "Content-Type"],
      allow_credentials: true,
      max_age_seconds: 60,
      expose_headers: ["x-b"],
    });
    expect(await preflight(gateway, APP, { "access-control-request-headers": "x-a" })).toEqual({
      status: 204,
      reached: null,
      fields: {
        "access-control-allow-origin": APP,
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET, PUT",
        "access-control-allow-headers": "x-a, Content-Type",
        "access-control-max-age": "60",
        vary: PREFLIGHT_VARY,
      },
    });
  });

  it("answers a preflight from another origin with 403 and no permission", async () => {
    await using gateway = await start({ allow_origins: [APP] });
    const refused = { status: 403, reached: null, fields: { vary: PREFLIGHT_VARY } };
    const origins = [
      "https://evil.com",
      "http://app.example.com",
      `${APP}:8443`,
      `${APP}/`,
      `${APP}.evil.com`,
      "null",
      "",
    ];
    for (const origin of origins) expect(await preflight(gateway, origin), origin).toEqual(refused);
    expect(await preflight(gateway, `${APP}, https://evil.com`)).toEqual(refused);
  });

  it("lets OPTIONS that are no preflight pass", async () => {
    await using gateway = await start({ allow_origins: [APP] });
    expect((await send(gateway, { origin: APP }, "OPTIONS")).reached).toBe("OPTIONS");
    expect((await send(gateway, { "access-control-request-method": "PUT" }, "OPTIONS")).reached).toBe("OPTIONS");
    expect((await send(gateway, { origin: APP, "access-control-request-method": "PUT" }, "GET")).reached).toBe("GET");
  });

  it("tells who may read an answer, and takes away what the upstream says of that", async () => {
    const config = { allow_origins: [APP], allow_credentials: true, expose_headers: ["X-Total", "ETag"] };
    await using gateway = await start(config, [
      ["access-control-allow-origin", "*"],
      ["access-control-allow-credentials", "true"],
      ["access-control-expose-headers", "x-secret"],
      ["vary", "Accept-Encoding"],
    ]);
    expect(await send(gateway, { origin: APP }, "POST")).toEqual({
      status: 200,
      reached: "POST",
      fields: {
        "access-control-allow-origin": APP,
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "X-Total, ETag",
        vary: expect.stringMatching(/^Accept-Encoding, ?Origin$/) as string,
      },
    });
    // The same for one that may not, and for none: a cache keeps them apart.
    for (const headers of [{ origin: "https://evil.com" }, {}] as Record<string, string>[]) {
      const { status, fields } = await send(gateway, headers);
      expect([status, Object.keys(fields)]).toEqual([200, ["vary"]]);
      expect(fields["vary"]).toMatch(/Origin$/);
    }
  });

  it.each(["Origin", "accept, ORIGIN", "*"])("leaves Vary: %s as it is", async (vary) => {
    await using gateway = await start({ allow_origins: [APP] }, [["vary", vary]]);
    expect((await send(gateway, { origin: APP })).fields["vary"]).toBe(vary);
  });

  it("answers every origin alike with *", async () => {
    await using gateway = await start({ allow_origins: ["*"], allow_methods: ["*"], allow_headers: ["*"] });
    expect((await send(gateway, { origin: "https://any.test" })).fields).toEqual({
      "access-control-allow-origin": "*",
    });
    const headers = { "access-control-request-headers": "authorization,x-a" };
    expect((await preflight(gateway, "null", headers)).fields).toEqual({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "PUT",
      "access-control-allow-headers": "authorization,x-a",
      "access-control-max-age": "600",
      vary: PREFLIGHT_VARY,
    });
  });

  it("knows hosts below a name, by whole labels, and patterns of whole origins", async () => {
    await using gateway = await start({
      allow_origins: ["https://*.example.com", "http://*.local.test:8080", "capacitor://localhost"],
      allow_origin_patterns: ["https://pr-\\d+\\.preview\\.test", "http://localhost(:\\d+)?"],
    });
    const isAllowed = async (origin: string): Promise<boolean> => (await preflight(gateway, origin)).status === 204;
    const allowed = [
      ...["https://a.example.com", "https://a.b.example.com", "http://x.local.test:8080", "capacitor://localhost"],
      ...["https://pr-17.preview.test", "http://localhost", "http://localhost:3000"],
    ];
    for (const origin of allowed) expect(await isAllowed(origin), origin).toBe(true);
    const refused = [
      ...["https://example.com", "https://.example.com", "https://evilexample.com", "http://a.example.com"],
      ...[
        "https://a.example.com:8443",
        "https://a.example.com.evil.com",
        "https://evil.com/.example.com",
        "https://u@.example.com",
      ],
      ...[
        "https://evil.com?.example.com",
        "http://x.local.test",
        "https://pr-17.preview.test.evil.com",
        "xhttp://localhost",
      ],
      ...["https://pr-17xpreview.test", "http://localhost:3000/", `https://${"a.".repeat(5000)}example.com`, "\u00ff"],
    ];
    for (const origin of refused) expect(await isAllowed(origin), origin).toBe(false);
  });

  it("allows private networks only where it is told to", async () => {
    const wants = { "access-control-request-private-network": "true" };
    for (const allow of [true, false]) {
      await using gateway = await start({ allow_origins: [APP], allow_private_network: allow });
      const name = "access-control-allow-private-network";
      expect((await preflight(gateway, APP, wants)).fields[name]).toBe(allow ? "true" : undefined);
      expect((await preflight(gateway, APP)).fields[name]).toBeUndefined();
    }
  });

  it.each([
    [{}, "$: allows no origin"],
    [{ allow_origins: ["*"], allow_credentials: true }, "$.allow_credentials"],
    [{ allow_origins: [APP, "null"], allow_credentials: true }, "$.allow_credentials"],
    [{ allow_origin_patterns: [".*"], allow_credentials: true }, "$.allow_credentials"],
    [{ allow_origin_patterns: ["null|https://app\\.test"], allow_credentials: true }, "$.allow_credentials"],
    [{ allow_origins: [APP, "https://app.example.com/"] }, "$.allow_origins[1]"],
    [{ allow_origins: ["https://App.example.com"] }, "$.allow_origins[0]"],
    [{ allow_origins: ["https://app.example.com:443"] }, "$.allow_origins[0]"],
    [{ allow_origins: ["app.example.com"] }, "$.allow_origins[0]"],
    [{ allow_origins: ["https://*"] }, "$.allow_origins[0]"],
    [{ allow_origins: ["https://a*.example.com"] }, "$.allow_origins[0]"],
    [{ allow_origins: ["https://*.*.example.com"] }, "$.allow_origins[0]"],
    [{ allow_origin_patterns: ["https://("] }, "$.allow_origin_patterns[0]"],
    [{ allow_origins: [APP], allow_methods: ["G T"] }, "$.allow_methods[0]"],
    [{ allow_origins: [APP], allow_methods: ["put"] }, "$.allow_methods[0]"],
    [{ allow_origins: [APP], max_age_seconds: -1 }, "$.max_age_seconds"],
    [{ allow_origins: [APP], credentials: true }, "$.credentials"],
  ])("refuses the configuration %j at load and says %s", async (config, words) => {
    await expect(start(config)).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(words) as string,
    });
  });
});
