import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const UUID = /^\[[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\]$/;

describe.each(engines)("templates on %s", (engine) => {
  async function start(template: string, path = "/**"): Promise<TestGateway> {
    return serve({
      ...{ engine, filter: "test/fixtures/filters/template", config: `${path}\n${template}` },
      environment: { REGION: "eu-1", EMPTY: "" },
      upstream: ({ headers }) => ({
        status: 203,
        headers: [["x-upstream", "up"]],
        body: headers.get("x-request") ?? "none",
      }),
    });
  }

  async function expand(
    template: string,
    { path = "/a/b?q=1&r=x%20y&s=%0d%0aset-cookie:z", headers = [], pattern }: Case = {},
  ): Promise<[request: string, response: string | null]> {
    await using gateway = await start(template, pattern);
    const response = await gateway.fetch(path, { headers: [["host", "Shop.test:8080"], ...headers] });
    return [await response.text(), response.headers.get("x-response")];
  }

  interface Case {
    readonly path?: string;
    readonly headers?: [string, string][];
    readonly pattern?: string;
  }

  it.each([
    ["plain", "[plain]"],
    ["", "[]"],
    ["a $ b $x $$ }", "[a $ b $x $$ }]"],
    ["$${uuid} ${request.method}", "[${uuid} GET]"],
    ["<${request.method} ${request.path}>", "[<GET /a/b?q=1&r=x%20y&s=%0d%0aset-cookie:z>]"],
    ["${request.url_path}|${request.query.q}|${request.query.r}", "[/a/b|1|x y]"],
    ["${request.query}", "[q=1&r=x%20y&s=%0d%0aset-cookie:z]"],
    ["${request.host} ${request.hostname} ${request.scheme}", "[Shop.test:8080 Shop.test http]"],
    ["${request.header.X-Tenant}/${request.cookie.id}", "[acme/7]"],
    ["${request.header.x-none}", "(null)"],
    ["${request.header.x-none:-}", "[]"],
    ["${request.header.x-none:-a:-b} ${request.cookie.none:-c}", "[a:-b c]"],
    ["${request.query.none:-d}${request.query.q:-d}", "[d1]"],
    ["${env.REGION}${env.EMPTY}${env.NONE:-x}", "[eu-1x]"],
    ["${request.protocol} ${source.ip}", "[HTTP/1.1 127.0.0.1]"],
    ["${connection.tls_version:-plain}", "[plain]"],
  ])("says for %j %j, and the same when the response comes", async (template, text) => {
    const headers: [string, string][] = [
      ["x-tenant", "acme"],
      ["cookie", "a=b; id=7"],
    ];
    expect(await expand(template, { headers })).toEqual([text, text]);
  });

  it("makes a new UUID each time, and tells the time", async () => {
    const [first, second] = await expand("${uuid}");
    expect(first).toMatch(UUID);
    expect(second).toMatch(UUID);
    expect(first).not.toBe(second);
    const before = Math.floor(Date.now() / 1000);
    const [text] = await expand("${time} ${time.seconds} ${time.milliseconds}");
    const [time = "", seconds, milliseconds] = text.slice(1, -1).split(" ");
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(time) / 1000).toBeGreaterThanOrEqual(before);
    expect(Math.abs(Number(seconds) - Date.parse(time) / 1000)).toBeLessThanOrEqual(1);
    expect(Math.abs(Number(milliseconds) / 1000 - Number(seconds))).toBeLessThanOrEqual(2);
  });

  it("speaks of the response only when it is there", async () => {
    expect(await expand("${request.method} ${response.status} ${response.header.x-upstream}")).toEqual([
      "none",
      "[GET 203 up]",
    ]);
  });

  it("keeps a line break out of the headers", async () => {
    expect(await expand("${request.query.s}")).toEqual(["none", null]);
  });

  it.each([
    ["/users/{id}", "/users/7", "[7,]"],
    ["/users/{id}/*/{rest=**}", "/users/7/x/a/b", "[7,a/b]"],
    ["/users/{id}/{rest=**}", "/users/a%2Db/", "[a-b,]"],
    ["/users/{id}", "/users/7/", "[,]"],
    ["/users/{id}", "/users/", "[,]"],
    ["/users/{id}/**", "/users/7", "[,]"],
    ["/users/{id}", "/users/x/../y", "[y,]"],
    ["/users/{id}", "/users/a%2fb", "[,]"],
    ["/gr%C3%B6%C3%9Fe:x/{id}/", "/gr%c3%b6%c3%9fe%3ax/7/", "[7,]"],
  ])("takes by %s out of %s %s", async (pattern, path, text) => {
    const named = pattern.includes("rest") ? "${path.rest:-}" : "";
    const [request] = await expand(`\${path.id:-},${named}`, { pattern, path });
    expect(request).toBe(text);
  });

  it("makes no text of more than 65536 characters", async () => {
    const long: [string, string][] = [["x-long", "a".repeat(9000)]];
    expect((await expand("${request.header.x-long}".repeat(8), { headers: long }))[1]).toBe("(null)");
  });

  it.each([
    ["${request.heder.x}", "stands for nothing: ${…} at index 0"],
    ["ab ${}", "stands for nothing: ${…} at index 3"],
    ["${request.header.}", "stands for nothing"],
    ["${request.header.:path}", "stands for nothing"],
    ["${request.cookie.}", "stands for nothing"],
    ["${connection.id}", "stands for nothing"],
    ["${UUID}", "stands for nothing"],
    ["${env.}", "stands for nothing"],
    ["${path.other}", "stands for nothing"],
    ["${uuid", "has no end: ${… at index 0"],
    ["x${env.NONE}", "is a variable that is not set: ${…} at index 1"],
    ["${uuid}".repeat(33), "is one more than 32: ${…} at index 224"],
  ])("refuses %j: %s", async (template, reason) => {
    await expect(start(template)).rejects.toThrow(reason);
  });

  it.each([
    ["users", "must start with /"],
    ["/a/**/b", "has a segment that is not text, {name}, * or a last **"],
    ["/{a}/{a}", "has a name twice"],
    ["/{a b}", "has a segment that is not text, {name}, * or a last **"],
    ["/x{a}", "has a segment that is not text, {name}, * or a last **"],
    ["/a".repeat(65), "has more than 64 segments"],
    ["/%61dmin/**", "must be a path in its plain form"],
    ["/users%3Aall/{id}", "must be a path in its plain form"],
    ["/x/../admin/{id}", "must be a path in its plain form"],
    ["/a//{id}", "must be a path in its plain form"],
    ["/größe/{id}", "must be a path in its plain form"],
    ["/my docs/*", "must be a path in its plain form"],
    ["/admin?a/{id}", "must be a path in its plain form"],
  ])("refuses the path %s: it %s", async (path, reason) => {
    await expect(start("", path)).rejects.toThrow(`path ${reason}`);
  });
});
