import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("rules of headers on %s", (engine) => {
  async function start(config: object): Promise<TestGateway> {
    return serve({
      ...{ engine, filter: "filters/headers", config, environment: { REGION: "eu-1", BROKEN: "a\nb" } },
      upstream: ({ headers, path }) => ({
        status: path.startsWith("/missing") ? 404 : 200,
        headers: [
          ["content-type", path.includes(".html") ? "text/html; charset=utf-8" : "text/plain"],
          ["x-seen-host", headers.get("host") ?? ""],
        ],
        body: headers.get("x-mark") ?? "none",
      }),
    });
  }

  type Init = Parameters<TestGateway["fetch"]>[1];
  const mark = (when: object): object => ({
    rules: [
      {
        when,
        request: [{ op: "set", name: "x-mark", value: "hit" }],
        response: [{ op: "set", name: "x-rule", value: "hit" }],
      },
    ],
  });

  it.each<[when: object, path: string, init: Init, holds: boolean]>([
    [{}, "/", {}, true],
    [{ methods: ["GET", "HEAD"] }, "/", {}, true],
    [{ methods: ["POST"] }, "/", {}, false],
    [{ hosts: ["Api.test"] }, "/", { headers: [["host", "api.TEST:8080"]] }, true],
    [{ hosts: ["api.test"] }, "/", { headers: [["host", "api.test.:8080"]] }, true],
    [{ hosts: ["*.api.test"] }, "/", { headers: [["host", "a.api.test"]] }, true],
    [{ hosts: ["*.api.test"] }, "/", { headers: [["host", "api.test"]] }, false],
    [{ hosts: ["*.api.test"] }, "/", { headers: [["host", "evil-api.test"]] }, false],
    [{ path_prefix: "/api" }, "/api", {}, true],
    [{ path_prefix: "/api/" }, "/api/x?y", {}, true],
    [{ path_prefix: "/api" }, "/apis", {}, false],
    [{ path_prefix: "/api" }, "/public/../%61pi/x", {}, true],
    [{ path_prefix: "/api" }, "/api/../public", {}, false],
    [{ path_prefix: "/api" }, "/api//x", {}, false],
    [{ path_exact: "/a" }, "/a?b=1", {}, true],
    [{ path_exact: "/a" }, "/a/", {}, false],
    [{ path_template: "/users/{id}/*" }, "/users/7/x", {}, true],
    [{ path_template: "/users/{id}/*" }, "/users/7", {}, false],
    [{ path_regex: "^/v[0-9]+/" }, "/v12/x?q", {}, true],
    [{ path_regex: "^/v[0-9]+/" }, "/x/v1/", {}, false],
    [{ path_regex: "^/v1/" }, "/v1/./x", {}, false],
    [{ path_regex: "^/v1/" }, "/v1/ada%40x@y|z", {}, true],
    [{ headers: [{ name: "X-A" }] }, "/", { headers: [["x-a", ""]] }, true],
    [{ headers: [{ name: "X-A" }] }, "/", {}, false],
    [{ headers: [{ name: "x-a", match: "absent" }] }, "/", {}, true],
    [{ headers: [{ name: "x-a", match: "absent" }] }, "/", { headers: [["x-a", "1"]] }, false],
    [{ headers: [{ name: "x-a", match: "exact", value: "1" }] }, "/", { headers: [["x-a", "1"]] }, true],
    [{ headers: [{ name: "x-a", match: "exact", value: "1" }] }, "/", { headers: [["x-a", "11"]] }, false],
    [
      { headers: [{ name: "x-a", match: "regex", value: "^b[\"'\\\\]+$" }] },
      "/",
      { headers: [["x-a", "b\"'\\"]] },
      true,
    ],
    [{ headers: [{ name: "x-a", match: "regex", value: "^b+$" }] }, "/", { headers: [["x-a", "ab"]] }, false],
    [{ headers: [{ name: "x-a", match: "regex", value: "." }] }, "/", {}, false],
    [{ expression: "request.method == 'GET' && request.path.contains('x=1')" }, "/?x=1", {}, true],
    [{ expression: "request.headers['x-none'] == '1'" }, "/", {}, false],
    [{ methods: ["GET"], path_exact: "/a", headers: [{ name: "x-a" }] }, "/a", {}, false],
    [{ methods: ["GET"], path_exact: "/a", headers: [{ name: "x-a" }] }, "/a", { headers: [["x-a", "1"]] }, true],
  ])("%j: %s %j: %s", async (when, path, init, holds) => {
    await using gateway = await start(mark(when));
    const response = await gateway.fetch(path, init);
    expect([await response.text(), response.headers.get("x-rule")]).toEqual(holds ? ["hit", "hit"] : ["none", null]);
  });

  it.each([
    [{ status: ["404"] }, "/missing", true],
    [{ status: ["404"] }, "/", false],
    [{ status: ["5xx", "4xx"] }, "/missing", true],
    [{ status: ["2xx"], path_prefix: "/a" }, "/a", true],
    [{ status: ["2xx"], path_prefix: "/a" }, "/b", false],
    [{ response_headers: [{ name: "content-type", match: "regex", value: "^text/html\\b" }] }, "/a.html", true],
    [{ response_headers: [{ name: "content-type", match: "regex", value: "^text/html\\b" }] }, "/a", false],
  ])("looks at the response: %j %s: %s", async (when, path, holds) => {
    const response = [{ op: "set", name: "x-rule", value: "hit" }];
    await using gateway = await start({ rules: [{ when, response }] });
    expect((await gateway.fetch(path)).headers.get("x-rule")).toBe(holds ? "hit" : null);
  });

  it("looks at the message as it came, and carries out what is for all first", async () => {
    await using gateway = await start({
      request: [
        { op: "set", name: "x-mark", value: "all" },
        { op: "rewrite_prefix", prefix: "/a", to: "/missing" },
      ],
      response: [{ op: "set", name: "content-type", value: "text/html" }],
      rules: [
        { when: { path_prefix: "/a" }, request: [{ op: "append", name: "x-mark", value: "a" }] },
        { when: { path_prefix: "/missing" }, request: [{ op: "append", name: "x-mark", value: "b" }] },
        {
          when: { response_headers: [{ name: "content-type", match: "exact", value: "text/plain" }] },
          response: [{ op: "set", name: "x-rule", value: "${response.header.content-type}" }],
        },
      ],
    });
    const response = await gateway.fetch("/a");
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("all, a");
    expect(response.headers.get("x-rule")).toBe("text/html");
  });

  it("tells the response of its own request, beside others", async () => {
    await using gateway = await start({
      response: [{ op: "set", name: "x-tenant", value: "${request.header.x-tenant}" }],
      rules: [
        {
          when: { path_template: "/users/{id}" },
          request: [{ op: "remove", name: "x-tenant" }],
          response: [{ op: "set", name: "x-rule", value: "${path.id} ${request.method} ${response.status}" }],
        },
      ],
    });
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const headers: [string, string][] = [["x-tenant", `t${i}`]];
        const response = await gateway.fetch(i % 2 === 0 ? `/users/u%20${i}` : "/", { headers });
        return [response.headers.get("x-tenant"), response.headers.get("x-rule")];
      }),
    );
    expect(answers).toEqual(answers.map((_, i) => [`t${i}`, i % 2 === 0 ? `u ${i} GET 200` : null]));
  });

  it("skips an operation whose value is not there, and takes what stands for it", async () => {
    await using gateway = await start({
      request: [
        { op: "set", name: "x-mark", value: "${request.header.x-none}" },
        { op: "default", name: "x-mark", value: "${env.REGION}/${request.header.x-none:-?}" },
      ],
      response: [{ op: "set", name: "x-rule", value: "${request.cookie.none:-}" }],
    });
    const response = await gateway.fetch("/");
    expect(await response.text()).toBe("eu-1/?");
    expect(response.headers.get("x-rule")).toBe("");
  });

  it.each([
    ["", null],
    ["?q=%00", null],
    ["?q=%0d%0aa", null],
    ["?q=%01", null],
    ["?q=%7f", null],
    ["?q=%09b", "a\tb"],
    ["?q=b", "ab"],
  ])("leaves no value of the client's where it sets one, whatever that comes to: %s", async (query, value) => {
    await using gateway = await start({
      request: [
        { op: "set", name: "x-mark", value: "a${request.query.q}" },
        { op: "append", name: "x-kept", value: "${request.query.none}" },
      ],
      response: [
        { op: "set", name: "x-seen-host", value: "a${request.query.q}" },
        { op: "set", name: "content-type", value: "${response.header.x-kept:-text/css}" },
      ],
    });
    const headers = ["spoofed", "twice"].map((text): [string, string] => ["x-mark", text]);
    const response = await gateway.fetch(`/${query}`, { headers });
    expect(await response.text()).toBe(value ?? "none");
    expect(response.headers.get("x-seen-host")).toBe(value);
    expect(response.headers.get("content-type")).toBe("text/css");
  });

  it("never writes what would end a field, nor a host that is none", async () => {
    await using gateway = await start({
      request: [
        { op: "set", name: "x-mark", value: "${request.query.m}" },
        { op: "set", name: "host", value: "${request.header.x-host}" },
      ],
      response: [{ op: "set", name: "x-rule", value: "${request.query.m}" }],
    });
    for (const host of ["a.test/evil", "a b", "u@a.test", "a.test\u00ff"]) {
      const response = await gateway.fetch("/?m=a%0d%0aset-cookie:%20b", {
        headers: [
          ["host", "shop.test"],
          ["x-host", host],
        ],
      });
      expect(await response.text()).toBe("none");
      expect(response.headers.get("x-rule")).toBeNull();
      expect(response.headers.get("set-cookie")).toBeNull();
      expect(response.headers.get("x-seen-host")).toBe("shop.test");
    }
    const response = await gateway.fetch("/", { headers: [["x-host", "inner.test:81"]] });
    expect(response.headers.get("x-seen-host")).toBe("inner.test:81");
  });

  it.each([
    [{ request: [{ op: "set", name: "x", value: "${nothing}" }] }, "$.request[0].value: stands for nothing"],
    [{ request: [{ op: "set", name: "x", value: "${env.NONE}" }] }, "$.request[0].value: is a variable that is not"],
    [{ request: [{ op: "set", name: "x", value: "${env.BROKEN}" }] }, "$.request[0].value: has a control character"],
    [{ request: [{ op: "set", name: "x", value: "${response.status}" }] }, "$.request[0].value: is about the response"],
    [{ request: [{ op: "set", name: "x", value: "${path.id}" }] }, "$.request[0].value: stands for nothing"],
    [{ rules: [{ when: { path_prefix: "/a//b" } }] }, "$.rules[0].when.path_prefix: must be a path"],
    [{ rules: [{ when: { path_exact: "/a?b" } }] }, "$.rules[0].when.path_exact: must be a path"],
    [{ rules: [{ when: { path_template: "/{a" } }] }, "$.rules[0].when.path_template: has a segment"],
    [{ rules: [{ when: { path_regex: "(" } }] }, "$.rules[0].when.path_regex: is no regular expression"],
    [{ rules: [{ when: { expression: "1 +" } }] }, "$.rules[0].when.expression: is no CEL expression"],
    [
      { rules: [{ when: { headers: [{ name: "a", match: "regex", value: "(?=a)" }] } }] },
      "$.rules[0].when.headers[0].value: is no regular expression",
    ],
    [{ rules: [{ when: { status: ["600"] } }] }, "$.rules[0].when.status[0]: must match"],
    [
      { rules: [{ when: { status: ["404"] }, request: [{ op: "remove", name: "x" }] }] },
      "$.rules[0].when: is about the response",
    ],
    [
      { rules: [{ when: {}, response: [{ op: "set", name: "transfer-encoding", value: "x" }] }] },
      "$.rules[0].response[0].name: must not be a header that Envoy",
    ],
    [{ response: [{ op: "set_query", name: "x", value: "y" }] }, "$.response[0].op: is for requests"],
    [{ request: [{ op: "security_headers", preset: "web" }] }, "$.request[0].op: is for responses"],
  ])("refuses %j", async (config, message) => {
    await expect(start(config)).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(message) as string,
    });
  });
});
