import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

type Lines = [name: string, value: string][];

/** What the upstream answers, and what the client sends. */
interface Exchange {
  readonly status?: number;
  readonly headers?: Lines;
  readonly method?: string;
  readonly request?: Record<string, string>;
}

const CACHING = ["cache-control", "cdn-cache-control", "surrogate-control", "expires", "pragma", "vary", "age"];

const YEAR = "public, max-age=31536000, immutable";
const PAGE = "max-age=0, must-revalidate";
const AT_CDN = "max-age=600, stale-while-revalidate=60";

const RULES = [
  { paths: ["/account"], status: [], methods: [], cache_control: "no-store" },
  { paths: ["/assets"], content_types: ["image/*", "Text/CSS"], cache_control: YEAR },
  { paths: ["/pages"], cache_control: PAGE, cdn_cache_control: AT_CDN, vary: ["Accept-Language"] },
  { paths: ["/own"], cache_control: "private, max-age=60" },
  { paths: ["/edge"], surrogate_control: 'max-age=60, content="ESI/1.0"' },
  { paths: ["/polite"], replace: "never", cache_control: "max-age=5", vary: ["accept"] },
  {
    ...{ paths: ["/forced"], replace: "always", cache_control: "public, max-age=5", remove_age: true },
    ...{ with_authorization: true, with_set_cookie: true, vary: ["accept"], replace_vary: true },
  },
  { paths: ["/errors"], status: ["404", "5xx"], cache_control: "max-age=1" },
];

describe.each(engines)("cache-headers on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      ...{ engine, filter: "filters/cache-headers", config: { rules: RULES } },
      upstream: (request) => {
        const { status = 200, headers = [] } = JSON.parse(request.headers.get("x-answer") ?? "{}") as Exchange;
        return { status, headers };
      },
    });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  /** What the client is told of caching. */
  async function see(path: string, { method = "GET", request = {}, ...answer }: Exchange = {}): Promise<object> {
    const headers = { "x-answer": JSON.stringify(answer), ...request };
    const response = await gateway.fetch(path, { method, headers });
    expect(response.status).toBe(answer.status ?? 200);
    const present = CACHING.filter((name) => response.headers.has(name));
    return Object.fromEntries(present.map((name) => [name, response.headers.get(name)]));
  }

  it("says what the first rule for path, method, status and content type has", async () => {
    const css: Lines = [["content-type", "text/css; charset=utf-8"]];
    expect(await see("/assets/a.css", { headers: css })).toEqual({ "cache-control": YEAR });
    expect(await see("/assets/a.png?v=1", { headers: [["content-type", "Image/PNG"]] })).toEqual({
      "cache-control": YEAR,
    });
    expect(await see("/assets/a.css", { headers: css, method: "HEAD" })).toEqual({ "cache-control": YEAR });
    expect(await see("/assets/a.css", { headers: css, method: "POST" })).toEqual({});
    expect(await see("/assets/a.css", { headers: css, status: 404 })).toEqual({});
    expect(await see("/assets/a.js", { headers: [["content-type", "text/javascript"]] })).toEqual({});
    expect(await see("/assets/a", {})).toEqual({});
    expect(await see("/assetsx", { headers: css })).toEqual({});
    expect(await see("/errors", { status: 503 })).toEqual({ "cache-control": "max-age=1" });
    expect(await see("/errors", { status: 404 })).toEqual({ "cache-control": "max-age=1" });
    expect(await see("/errors", { status: 403 })).toEqual({});
    expect(await see("/account", { method: "POST", status: 500 })).toEqual({ "cache-control": "no-store" });
  });

  it("leaves a response without a rule as it is", async () => {
    const headers: Lines = [
      ["cache-control", "public, max-age=9"],
      ["expires", "0"],
      ["age", "3"],
    ];
    expect(await see("/other", { headers, request: { authorization: "x" } })).toEqual(Object.fromEntries(headers));
  });

  it("puts its own in the place of all that the upstream says, to CDNs too", async () => {
    const headers: Lines = [
      ["cache-control", "max-age=9"],
      ["cache-control", "no-cache"],
      ["expires", "Thu, 01 Jan 2037 00:00:00 GMT"],
      ["pragma", "no-cache"],
      ["cdn-cache-control", "max-age=9"],
      ["surrogate-control", "max-age=9"],
      ["vary", "Accept-Encoding"],
      ["age", "3"],
    ];
    expect(await see("/pages", { headers })).toEqual({
      ...{ "cache-control": PAGE, "cdn-cache-control": AT_CDN, vary: "Accept-Encoding,Accept-Language", age: "3" },
    });
    expect(await see("/edge", { headers })).toMatchObject({
      ...{ "cache-control": "max-age=9,no-cache", "cdn-cache-control": "max-age=9" },
      ...{ "surrogate-control": 'max-age=60, content="ESI/1.0"', expires: "Thu, 01 Jan 2037 00:00:00 GMT" },
    });
  });

  it.each<[what: string, headers: Lines]>([
    ["private", [["cache-control", "max-age=9, Private"]]],
    ["private for some fields", [["cache-control", 'private="x-user, x-b", max-age=9']]],
    ["no-store", [["cache-control", "no-store"]]],
    ["no-store to CDNs", [["cdn-cache-control", "no-store"]]],
    [
      "private in a second line",
      [
        ["cache-control", "max-age=9"],
        ["cache-control", "private"],
      ],
    ],
  ])("keeps what an upstream says that has %s, unless the rule lets no one store, or is forced", async (_, headers) => {
    const kept = await see("/other", { headers });
    expect(await see("/own", { headers })).toEqual(kept);
    expect(await see("/pages", { headers })).toEqual({ ...kept, vary: "Accept-Language" });
    expect(await see("/account", { headers })).toEqual({ "cache-control": "no-store" });
    expect(await see("/forced", { headers })).toEqual({ "cache-control": "public, max-age=5", vary: "accept" });
  });

  it("speaks only where the upstream says nothing, if told so", async () => {
    expect(await see("/polite")).toEqual({ "cache-control": "max-age=5", vary: "accept" });
    for (const name of CACHING.slice(0, 5)) {
      expect(await see("/polite", { headers: [[name, "0"]] })).toEqual({ [name]: "0", vary: "accept" });
    }
  });

  it("lets no shared cache store what is for one client, unless told otherwise", async () => {
    const cookie: Exchange = { headers: [["set-cookie", "id=1"]] };
    const authorized: Exchange = { request: { authorization: "Bearer x" } };
    const refused = async (): Promise<number> =>
      (await gateway.metrics())
        .filter(({ name }) => name.endsWith("cache_headers_no_store_total"))
        .reduce((sum, { value }) => sum + (value ?? 0), 0);
    const before = await refused();
    for (const exchange of [cookie, authorized]) {
      expect(await see("/pages", exchange)).toEqual({
        ...{ "cache-control": "no-store", "cdn-cache-control": "no-store", vary: "Accept-Language" },
      });
      expect(await see("/own", exchange)).toEqual({ "cache-control": "private, max-age=60" });
      expect(await see("/edge", exchange)).toEqual({ "surrogate-control": "no-store" });
      expect(await see("/polite", exchange)).toEqual({ "cache-control": "no-store", vary: "accept" });
      expect(await see("/forced", exchange)).toEqual({ "cache-control": "public, max-age=5", vary: "accept" });
    }
    await expect.poll(refused).toBe(before + 6);
  });

  it("takes the age away and replaces Vary where it is told to", async () => {
    const headers: Lines = [
      ["age", "3000"],
      ["vary", "user-agent, cookie"],
    ];
    expect(await see("/forced", { headers })).toEqual({ "cache-control": "public, max-age=5", vary: "accept" });
  });

  it("adds to Vary only what is not in it", async () => {
    const varyOf = async (value: string): Promise<unknown> =>
      ((await see("/pages", { headers: [["vary", value]] })) as { vary: string }).vary;
    expect(await varyOf("ACCEPT-language")).toBe("ACCEPT-language");
    expect(await varyOf("*")).toBe("*");
  });

  it("says in a 304 what the response has; where that can't be known, a cache keeps what it has stored", async () => {
    const headers: Lines = [
      ["cache-control", "max-age=9"],
      ["expires", "0"],
    ];
    expect(await see("/forced", { status: 304, headers })).toEqual({
      ...{ "cache-control": "public, max-age=5", vary: "accept" },
    });
    expect(await see("/assets/a.css", { status: 304, headers })).toEqual({});
    expect(await see("/assets/a.css", { status: 304, headers: [["cache-control", "private"]] })).toEqual({
      "cache-control": "private",
    });
    expect(await see("/assets/a.css", { status: 304, headers: [["content-type", "text/css"]] })).toEqual({
      "cache-control": YEAR,
    });
  });

  it.each(["/assets/..%2faccount", "/assets//a.css", "/assets/;/a.css", "/%"])(
    "lets no one store what is under %s: servers read it in different ways",
    async (path) => {
      const headers: Lines = [
        ["content-type", "text/css"],
        ["cache-control", "max-age=9"],
        ["expires", "0"],
      ];
      expect(await see(path, { headers })).toEqual({ "cache-control": "no-store" });
    },
  );

  it("finds the path that dots and escapes hide", async () => {
    const headers: Lines = [["content-type", "text/css"]];
    expect(await see("/assets/%2e%2e/%61ccount/a.css", { headers })).toEqual({ "cache-control": "no-store" });
  });

  it("refuses at load, by the JSON path", async () => {
    const contradiction = { rules: [{ vary: ["accept"] }, { cache_control: "no-store, max-age=60" }] };
    const refused = [
      [contradiction, "$.rules[1].cache_control: no-store contradicts max-age"],
      [{ rules: [{ cache_control: "no-store", methods: ["get"] }] }, "$.rules[0].methods[0]"],
    ] as const;
    for (const [config, words] of refused) {
      await expect(serve({ engine, filter: "filters/cache-headers", config })).rejects.toMatchObject({
        code: "ERR_CONFIGURATION_REFUSED",
        message: expect.stringContaining(words) as string,
      });
    }
  });
});
