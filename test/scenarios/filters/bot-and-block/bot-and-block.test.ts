import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { GatewayFetchInit, TestGateway } from "sluice/testing";

describe.each(engines)("bot-and-block on %s", (engine) => {
  const start = (config: object): Promise<TestGateway> =>
    serve({
      ...{ engine, filter: "filters/bot-and-block", config },
      upstream: async (request) => Response.json([[...request.headers], await request.text()]),
    });

  async function statusesOf(config: object, ...requests: [path: string, init?: GatewayFetchInit][]): Promise<number[]> {
    await using gateway = await start(config);
    const statuses: number[] = [];
    for (const [path, init] of requests) statuses.push((await gateway.fetch(path, init)).status);
    return statuses;
  }

  const agent = (name: string): [string, GatewayFetchInit] => ["/", { headers: { "user-agent": name } }];

  it("blocks the user agents of its presets, whatever their case, and no browser", async () => {
    const config = { presets: ["ai-crawlers", "ai-assistants", "seo-crawlers", "scanners", "http-libraries"] };
    const bots = [
      "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
      "mozilla/5.0 (compatible; claudebot/1.0; +claudebot@anthropic.com)",
      "Mozilla/5.0 (compatible; PerplexityBot/1.0)",
      "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
      "sqlmap/1.8#stable (https://sqlmap.org)",
      "CURL/8.9.1",
    ];
    const browsers = [
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
      "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
      "",
    ];
    expect(await statusesOf(config, ...[...bots, ...browsers].map(agent))).toEqual([
      ...bots.map(() => 403),
      ...browsers.map(() => 200),
    ]);
  });

  it("lets those first who are allowed, wherever their rule stands", async () => {
    const config = {
      presets: ["http-libraries"],
      rules: [
        { name: "api", path_patterns: ["^/api/"] },
        { name: "probe", action: "allow", user_agents: ["^curl/8\\.0 probe$"], path_patterns: ["^/api/health$"] },
        { name: "inside", action: "allow", addresses: ["192.0.2.0/24"] },
      ],
      trusted_hops: 1,
    };
    const from = (address: string, path: string, name: string): [string, GatewayFetchInit] => [
      path,
      { headers: { "x-forwarded-for": address, "user-agent": name } },
    ];
    expect(
      await statusesOf(
        config,
        from("10.0.0.1", "/api/health", "curl/8.0 probe"),
        from("10.0.0.1", "/api/other", "curl/8.0 probe"),
        from("192.0.2.9", "/api/other", "curl/8.0"),
        from("10.0.0.1", "/", "curl/8.0"),
        from("10.0.0.1", "/api/../api/x/%2e%2e/health", "curl/8.0 probe"),
        from("10.0.0.1", "/api/x/..;/health", "curl/8.0 probe"),
        from("10.0.0.1", "/api//health", "curl/8.0 probe"),
      ),
    ).toEqual([200, 403, 200, 403, 200, 403, 403]);
  });

  it.each([
    "/admin",
    "/ADMIN/x",
    "/%61dmin",
    "/%2561dmin",
    "/%25%36%31dmin",
    "/%u0061dmin",
    "/public/../admin",
    "/public/%2e%2E/admin",
    "/public/%252e%252e/admin",
    "/public/%c0%ae%c0%ae/admin",
    "/public/..%2fadmin",
    "/public/..%c0%afadmin",
    "/public/..%5cadmin",
    "/public\\..\\admin",
    "/public/..;/admin",
    "/public/..;a=b/admin",
    "/;a/admin",
    "//admin",
    "/.//admin",
    "/./admin",
    "/public//../admin",
    "/a/b/../../admin/",
    "/admin;x=1",
    "/admin%00.png",
    "/%00admin/../admin",
    "/adm%0ain",
    "/x/../admin/%2e%2e/y",
    "/x/../admin/%252e%252e/y",
    "/x/%2e%2e/%61dmin/%252e%252e/y",
    "/x/..;/admin/%252e%252e/y",
    "/x/%252e%252e/admin/%25252e%25252e/y",
    "/x/%2e%2e/admin/%252e%252e/..",
    "/x/%252e%252e/admin/%252e%252e/..",
    "/%e0%81%a1dmin",
    "/x/..%e0%80%afadmin",
    "/x/..%f0%80%80%afadmin",
    "/%fc%80%80%80%81%a1dmin",
    "/admin?x",
    "/admin/?/../..",
  ])("sees /admin in %s", async (path) => {
    expect(await statusesOf({ rules: [{ name: "admin", path_patterns: ["^/admin(/|$)"] }] }, [path])).toEqual([403]);
  });

  it("sees the file behind a NUL, and a path both with its slashes merged and not", async () => {
    const rules = [{ name: "php", path_patterns: ["\\.php$", "^/public/secret"] }];
    expect(
      await statusesOf(
        { rules },
        ["/x.php%00.png"],
        ["/x.PHP;jsessionid=1"],
        ["/public//../secret"],
        ["/public//secret"],
      ),
    ).toEqual([403, 403, 403, 403]);
  });

  it.each([
    "/public",
    "/administrator",
    "/x?/admin",
    "/public/admin",
    "/%",
    "/%zz/%u00",
    "/%c0",
    "/%e0%80",
    "/%e2%82%acadmin",
    "/a/..",
    "/.",
    "/admin2/%2e%2e/x",
  ])("sees no /admin in %s", async (path) => {
    expect(await statusesOf({ rules: [{ name: "admin", path_patterns: ["^/admin(/|$)"] }] }, [path])).toEqual([200]);
  });

  it("looks into queries as they are and decoded", async () => {
    const rules = [{ name: "sql", queries: ["union\\s+select", "<script"] }];
    expect(
      await statusesOf(
        { rules },
        ["/?q=union+select"],
        ["/?q=UNION%20%0aSELECT"],
        ["/?q=%253Cscript%253E"],
        ["/?q=%u003cscript"],
        ["/?q=%C0%BCscript"],
        ["/?q=union&select"],
        ["/union%20select/%3cscript"],
        ["/"],
      ),
    ).toEqual([403, 403, 403, 403, 403, 200, 200, 200]);
  });

  it("asks for all conditions of a rule, and for one pattern of each", async () => {
    const rule = { name: "r", methods: ["POST"], user_agents: ["^$", "Bad"], headers: { "X-Kind": "^(a|b)$" } };
    const send = (method: string, headers: [string, string][]): [string, GatewayFetchInit] => [
      "/",
      { method, headers },
    ];
    expect(
      await statusesOf(
        { rules: [rule] },
        send("POST", [["x-kind", "a"]]),
        send("POST", [
          ["user-agent", "a bad one"],
          ["x-kind", "c"],
          ["x-kind", "B"],
        ]),
        send("GET", [["x-kind", "a"]]),
        send("POST", [["x-kind", "ab"]]),
        send("POST", []),
        send("POST", [
          ["user-agent", "good"],
          ["x-kind", "a"],
        ]),
      ),
    ).toEqual([403, 403, 200, 200, 200, 200]);
    expect(await statusesOf({ rules: [{ ...rule, case_sensitive: true }] }, send("POST", [["x-kind", "B"]]))).toEqual([
      200,
    ]);
  });

  it("tags for the upstream, takes away what a client wrote there, and goes on", async () => {
    const rules = [
      { name: "tool", action: "tag", user_agents: ["tool"] },
      { name: "api", action: "tag", path_patterns: ["^/api"] },
      { name: "closed", path_patterns: ["^/api/closed"] },
    ];
    await using gateway = await start({ rules, tag_header: "x-marks" });
    const tagsOf = async (path: string, name: string): Promise<string | undefined> => {
      const headers = { "user-agent": name, "x-marks": "forged" };
      const [lines] = (await (await gateway.fetch(path, { headers })).json()) as [[string, string][], string];
      return lines.find(([header]) => header === "x-marks")?.[1];
    };
    expect(await tagsOf("/api/x", "tool")).toBe("tool,api");
    expect(await tagsOf("/x", "tool")).toBe("tool");
    expect(await tagsOf("/x", "other")).toBeUndefined();
    expect((await gateway.fetch("/api/closed")).status).toBe(403);
  });

  it("only counts and logs what a rule logs, and names no value", async () => {
    await using gateway = await start({
      presets: ["scanners"],
      preset_action: "log",
      rules: [{ name: "x", path_patterns: ["^/x"] }],
    });
    expect((await gateway.fetch("/secret", { headers: { "user-agent": "nikto" } })).status).toBe(200);
    expect((await gateway.fetch("/x")).status).toBe(403);
    await expect
      .poll(async () => (await gateway.metrics()).map(({ name, labels, value }) => [name, labels, value]))
      .toEqual([
        [expect.stringContaining("bot_and_block_requests_total"), { rule: "scanners", action: "log" }, 1],
        [expect.stringContaining("bot_and_block_requests_total"), { rule: "x", action: "block" }, 1],
      ]);
    const lines = gateway.logs.map(({ message }) => message).join("\n");
    expect(lines).toContain("rule scanners holds");
    expect(lines).not.toContain("/secret");
  });

  it("answers with the status of choice as text, as a problem or as gRPC, and names no rule", async () => {
    await using gateway = await start({ rules: [{ name: "all", methods: ["GET", "POST"] }], status: 404 });
    const text = await gateway.fetch("/");
    expect([text.status, await text.text()]).toEqual([404, "Refused"]);
    const problem = await gateway.fetch("/", { headers: { accept: "application/json" } });
    expect(await problem.json()).toEqual({ type: "about:blank", detail: "Refused", status: 404 });
    const grpc = await gateway.fetch("/s/m", { method: "POST", headers: { "content-type": "application/grpc" } });
    expect([grpc.status, grpc.headers.get("grpc-status")]).toEqual([200, "7"]);
  });

  describe("bodies", () => {
    const config = {
      rules: [
        { name: "xss", methods: ["POST"], bodies: ["<script", "\\$\\{jndi:"] },
        { name: "seen", action: "log", bodies: ["hello"] },
      ],
      max_body_bytes: 100,
    };
    const post = (
      body: string | Uint8Array<ArrayBuffer>,
      type = "text/plain",
      more = {},
    ): [string, GatewayFetchInit] => ["/", { method: "POST", body, headers: { "content-type": type, ...more } }];

    it("are matched as they are, and decoded by their content type", async () => {
      expect(
        await statusesOf(
          config,
          post("a <SCRIPT>"),
          post("q=%3cscript%3e+x", "application/x-www-form-urlencoded"),
          post("q=${jndi%3aldap", "application/x-www-form-urlencoded; charset=utf-8"),
          post('{"a":"\\u003cscript\\u003E"}', "application/json"),
          post('{"a":"$\\u007bjndi:ldap:\\/\\/x"}', "application/problem+JSON"),
          post('"\\u003cscript"'),
          post('"\\u003cscript"', "application/octet-stream"),
          post('"\\u003cscript"', "application/x-www-form-urlencoded"),
          post(Uint8Array.from(Buffer.from('"<script"', "utf16le")), "application/json; charset=utf-16le"),
          post(Uint8Array.from(Buffer.from('"<script"', "utf16le").swap16())),
          post("%3cscript%3e"),
          post('{"a":"\\u003c","b":"script\\u00"}', "application/json"),
          post(Uint8Array.from([0xff, 0xfe, 0x3c])),
          post("hello"),
          post(""),
        ),
      ).toEqual([...Array<number>(10).fill(403), 200, 200, 200, 200, 200]);
    });

    it("reach the upstream whole when they pass", async () => {
      await using gateway = await start(config);
      const [path, init] = post("hello, all");
      const [, body] = (await (await gateway.fetch(path, init)).json()) as [unknown, string];
      expect(body).toBe("hello, all");
      await expect
        .poll(async () => (await gateway.metrics()).map(({ labels }) => labels))
        .toEqual([{ rule: "seen", action: "log" }]);
    });

    it("that are too large or compressed are refused, or pass unread", async () => {
      const large = post(`${"x".repeat(200)}<script`);
      const packed = post(new Uint8Array(gzipSync("<script")), "text/plain", { "content-encoding": "gzip" });
      expect(await statusesOf(config, large, packed)).toEqual([413, 415]);
      expect(await statusesOf({ ...config, unread_body: "pass" }, large, packed)).toEqual([200, 200]);
      const head = { rules: [{ name: "xss", methods: ["PUT"], bodies: ["<script"] }] };
      expect(await statusesOf(head, large, packed)).toEqual([200, 200]);
    });

    it("of the largest kind are read in linear time", async () => {
      const hostile = { rules: [{ name: "r", bodies: ["(a*)*(a*)*b$"] }], max_body_bytes: 1048576 };
      expect(await statusesOf(hostile, post("a".repeat(1_000_000)))).toEqual([200]);
    });
  });

  it("stands enormous paths, queries and user agents", async () => {
    const config = {
      presets: ["ai-crawlers", "scanners"],
      rules: [{ name: "r", path_patterns: ["^/admin"], queries: ["(x+x+)+y"], headers: { "x-long": "b$" } }],
    };
    expect(
      await statusesOf(
        config,
        [`/${"a/../".repeat(9_000)}admin?${"x".repeat(5_000)}`, { headers: { "x-long": "a" } }],
        [`/${"%2525".repeat(9_000)}?xxy`, { headers: { "x-long": "ab" } }],
        [`/${"../".repeat(15_000)}admin?xxy`, { headers: { "x-long": "ab" } }],
        agent("GPTBo".repeat(9_000)),
        agent(`${"G".repeat(40_000)}GPTBot`),
      ),
    ).toEqual([200, 200, 403, 200, 403]);
  });

  it.each([
    [{}, "$: names neither"],
    [{ rules: [{ name: "a" }] }, "$.rules[0]: has no condition"],
    [{ rules: [{ name: "a b", path_patterns: ["x"] }] }, "$.rules[0].name"],
    [{ rules: [{ name: "a", path_patterns: ["x", "("] }] }, "$.rules[0].path_patterns[1]:"],
    [
      { rules: [{ name: "a", path_patterns: ["x", "/admin"] }] },
      "$.rules[0].path_patterns[1]: would match in the middle",
    ],
    [{ rules: [{ name: "a", path_patterns: ["x"], methods: ["get"] }] }, "$.rules[0].methods[0]"],
    [{ rules: [{ name: "a", path_patterns: ["a)|(b", "c"] }] }, "$.rules[0].path_patterns[0]:"],
    [{ rules: [{ name: "a", user_agents: ["(?=x)"] }] }, "$.rules[0].user_agents[0]:"],
    [
      { rules: [{ name: "a", path_patterns: Array(2).fill("[a-z]{1,200}".repeat(4)) }] },
      "$.rules[0].path_patterns: all of",
    ],
    [{ rules: [{ name: "a", headers: { "x-a": "[" } }] }, "$.rules[0].headers.x-a: "],
    [{ rules: [{ name: "a", action: "tag", bodies: ["x"] }] }, "$.rules[0].bodies: only"],
    [{ rules: [{ name: "a", action: "allow", bodies: ["x"] }] }, "$.rules[0].bodies: only"],
    [{ rules: [{ name: "a", addresses: ["10.1.0.0/8"] }] }, "$.rules[0].addresses[0]"],
    [{ rules: [{ name: "scanners", path_patterns: ["x"] }], presets: ["scanners"] }, "$.presets[0]: has the name"],
    [
      { rules: Array.from({ length: 9 }, (_, i) => ({ name: `r${i}`, path_patterns: Array(64).fill("x") })) },
      "512 patterns",
    ],
    [{ presets: ["bots"] }, "$.presets[0]"],
    [{ presets: ["scanners"], tag_header: "content-length" }, "$.tag_header"],
    [{ presets: ["scanners"], status: 200 }, "$.status"],
  ])("refuses the configuration %# at load and says where", async (config, words) => {
    await expect(start(config)).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(words) as string,
    });
  });
});
