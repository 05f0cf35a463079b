import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("rewriting by headers on %s", (engine) => {
  async function start(config: object): Promise<TestGateway> {
    return serve({
      ...{ engine, filter: "filters/headers", config },
      upstream: ({ path, headerLines }) =>
        Response.json([
          path,
          ...headerLines.filter(([name]) => name.toLowerCase() === "cookie").map(([, value]) => value),
        ]),
    });
  }

  type Lines = [string, string][];
  async function arrived(operations: object[], path: string, headers: Lines = []): Promise<string[]> {
    await using gateway = await start({ request: operations });
    return (await (await gateway.fetch(path, { headers })).json()) as string[];
  }

  it.each([
    [{ op: "set_query", name: "a", value: "1 &" }, "/x", "/x?a=1+%26"],
    [{ op: "set_query", name: "a", value: "2" }, "/x?b=%20&a=1&c&a=3&%61=4", "/x?b=%20&a=2&c"],
    [{ op: "set_query", name: "a[]", value: "2" }, "/x?a[]=1&a%5B%5D=3", "/x?a%5B%5D=2"],
    [{ op: "append_query", name: "a", value: "2" }, "/x?a=1&&b", "/x?a=1&&b&a=2"],
    [{ op: "remove_query", name: "a" }, "/x?a=1", "/x"],
    [{ op: "remove_query", name: "a b" }, "/x?a+b=1&a%20b&c=%zz&d", "/x?c=%zz&d"],
    [{ op: "remove_query", name: "a" }, "/x?b=a&c=%61", "/x?b=a&c=%61"],
    [{ op: "rename_query", name: "a", to: "n&" }, "/x?a=%31&b&a", "/x?n%26=%31&b&n%26="],
    [{ op: "set_query", name: "a", value: "${request.query.none}" }, "/x?b", "/x?b"],
    [{ op: "set_query", name: "a", value: "${request.query.none}" }, "/x?b&a=1&%61=2", "/x?b"],
    [{ op: "append_query", name: "a", value: "${request.query.none}" }, "/x?a=1", "/x?a=1"],
    [{ op: "set_query", name: "a", value: "${request.query.b}" }, "/x?b=%0d%0a%26", "/x?b=%0d%0a%26&a=%0D%0A%26"],
    [{ op: "rewrite_prefix", prefix: "/v1", to: "/api/v1/" }, "/v1/a%20b?q=%zz", "/api/v1/a%20b?q=%zz"],
    [{ op: "rewrite_prefix", prefix: "/v1/", to: "/" }, "/v1?q", "/?q"],
    [{ op: "rewrite_prefix", prefix: "/", to: "/base" }, "/a/", "/base/a/"],
    [{ op: "rewrite_prefix", prefix: "/v1", to: "/api" }, "/v12", "/v12"],
    [{ op: "rewrite_prefix", prefix: "/pub", to: "/inner/pub" }, "/pub/../../admin", "/pub/../../admin"],
    [{ op: "rewrite_prefix", prefix: "/pub", to: "/inner/pub" }, "/pub/%2e%2e/pub/x", "/inner/pub/x"],
    [{ op: "rewrite_prefix", prefix: "/pub", to: "/inner" }, "/pub/..%2fx", "/pub/..%2fx"],
    [
      { op: "rewrite_prefix", prefix: "/v1/a:b", to: "/in%2cner" },
      "/v1/a%3ab/x@y/z%40|?q=%3a",
      "/in%2Cner/x@y/z%40|?q=%3a",
    ],
    [{ op: "rewrite_prefix", prefix: "/v1/a:b", to: "/" }, "/v1/x/../a%3Ab", "/"],
  ])("%j makes of %s %s", async (operation, path, expected) => {
    expect(await arrived([operation], path)).toEqual([expected]);
  });

  it("takes every hidden parameter of a query made of nothing else", async () => {
    const [path] = await arrived([{ op: "remove_query", name: "a" }], `/x?${"&a=1&%61".repeat(3000)}&b=2`);
    expect(path).toBe("/x?&b=2");
  });

  it.each([
    [{ op: "set_cookie", name: "a", value: "1" }, [], ["a=1"]],
    [{ op: "set_cookie", name: "a", value: "2" }, ["b=1; a=1; a=3"], ["b=1; a=2"]],
    [{ op: "set_cookie", name: "b", value: "1" }, ["a=caf\u00e9; b=0"], ["a=caf\u00e9; b=1"]],
    [{ op: "rename_cookie", name: "a", to: "c" }, ["a=\u00e9; b=\u00ff"], ["b=\u00ff; c=\u00e9"]],
    [{ op: "append_cookie", name: "a", value: "2" }, ["a=1"], ["a=1; a=2"]],
    [{ op: "remove_cookie", name: "a" }, ["a=1"], []],
    [{ op: "remove_cookie", name: "a" }, ["b=1; a=1"], ["b=1"]],
    [{ op: "remove_cookie", name: "a" }, ["b=1", "a=2; c=3"], ["b=1; c=3"]],
    [{ op: "remove_cookie", name: "x" }, ["b=1; a=1"], ["b=1; a=1"]],
    [{ op: "rename_cookie", name: "a", to: "c" }, ["a=1; b=2; a=3"], ["b=2; c=1; c=3"]],
    [{ op: "set_cookie", name: "a", value: "${request.query.v}" }, ["b=1"], ["b=1"]],
    [{ op: "set_cookie", name: "a", value: "${request.query.v}" }, ["b=1; a=0", "a=2"], ["b=1"]],
    [{ op: "set_cookie", name: "a", value: "${request.query.none}" }, ["a=0"], []],
    [{ op: "append_cookie", name: "a", value: "${request.query.none}" }, ["a=0"], ["a=0"]],
  ])("%j makes of the cookies %j %j", async (operation, cookies, expected) => {
    const headers = cookies.map((value): [string, string] => ["cookie", value]);
    const [, ...fields] = await arrived([operation], "/?v=1;%20admin=1", headers);
    expect(fields).toEqual(expected);
  });

  const redirect = (location: string, when: object = {}, more: object = {}): object => ({
    rules: [
      {
        when,
        request: [
          { op: "redirect", location, ...more },
          { op: "set", name: "x-after", value: "1" },
        ],
      },
    ],
    response: [{ op: "set", name: "x-frame-options", value: "DENY" }],
  });

  it.each([
    ["/new${request.url_path}", {}, {}, "/a%20b?x=1", 302, "/new/a%20b"],
    [
      "https://www.shop.test${request.path}",
      {},
      { status: "308" },
      "/a?x=%22<",
      308,
      "https://www.shop.test/a?x=%22%3C",
    ],
    [
      "https://${request.hostname}${request.path}",
      { hosts: ["*.test"] },
      { status: "301" },
      "/a",
      301,
      "https://Shop.test/a",
    ],
    ["https://${request.host}/", { hosts: ["shop.test"] }, {}, "/a", 302, "https://Shop.test:8080/"],
    [
      "/blog/${path.slug}",
      { path_template: "/posts:all/{slug}" },
      {},
      "/posts%3Aall/a%2Bb%40c+d@e|f",
      302,
      "/blog/a%2Bb%40c+d@e|f",
    ],
    [
      "/blog/${path.slug}#top",
      { path_template: "/posts/{slug}" },
      { status: "307" },
      "/posts/a%3Fb",
      307,
      "/blog/a%3Fb#top",
    ],
    [
      "/hello?name=${request.query.n}",
      {},
      { status: "303" },
      "/?n=J%C3%BCrgen+%3Cb%3E",
      303,
      "/hello?name=J%C3%BCrgen%20%3Cb%3E",
    ],
  ])("redirects to %s, %j %j, from %s", async (location, when, more, path, status, expected) => {
    await using gateway = await start(redirect(location, when, more));
    const response = await gateway.fetch(path, { headers: [["host", "Shop.test:8080"]] });
    expect(response.status).toBe(status);
    expect(response.headers.get("location")).toBe(expected);
    expect(response.headers.get("x-frame-options")).toBe("DENY");
  });

  it.each([
    ["${request.path}", "//evil.test"],
    ["/${request.query.to}", "/?to=/evil.test"],
    ["/${request.query.to}", "/?to=%5cevil.test"],
    ["/${request.query.to}", "/?to=%09/evil.test"],
    ["/x${request.query.to}", "/?to=%0d%0aset-cookie:a"],
    ["/x${request.query.none}", "/"],
    ["https://shop.test${request.url_path}", "*"],
  ])("answers 400 where %s would lead elsewhere, from %s", async (location, path) => {
    await using gateway = await start(redirect(location));
    if (path === "*") return;
    const response = await gateway.fetch(path);
    expect(response.status).toBe(400);
    expect(response.headers.get("location")).toBeNull();
    expect(response.headers.get("set-cookie")).toBeNull();
  });

  it("takes no host from a request that the rule is not for", async () => {
    await using gateway = await start(redirect("https://${request.host}${request.path}", { hosts: ["shop.test"] }));
    for (const host of ["evil.test", "shop.test.evil.test"]) {
      const response = await gateway.fetch("/", { headers: [["host", host]] });
      expect([response.status, response.headers.get("location")], host).toEqual([200, null]);
    }
    const response = await gateway.fetch("/", { headers: [["host", "shop.test:80@evil.test"]] });
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  });

  it.each([
    [redirect("evil.test"), "location: must start with"],
    [redirect("${request.query.to}"), "location: must start with"],
    [redirect("javascript:alert(1)"), "location: must start with"],
    [redirect("https://${request.host}/"), "location: takes its host from the request"],
    [redirect("https://${request.header.x}/"), "location: must name its host"],
    [redirect("https://shop.test${request.query.x}"), "location: must name its host"],
    [redirect("https:///x"), "location: must name its host"],
    [redirect("https://u@shop.test/"), "location: must name its host"],
    [redirect("/${response.status}"), "location: is about the response"],
    [redirect("/", {}, { status: "200" }), "status: must be one of"],
    [{ request: [{ op: "rewrite_prefix", prefix: "/a/../b", to: "//x" }] }, "to: must be a path"],
    [{ request: [{ op: "rewrite_prefix", prefix: "a", to: "/x" }] }, "prefix: must be a path"],
    [{ request: [{ op: "set_cookie", name: "a;b", value: "x" }] }, "name: must match"],
    [{ request: [{ op: "set_query", name: "", value: "x" }] }, "name: must have"],
  ])("refuses %j", async (config, message) => {
    await expect(start(config)).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(message) as string,
    });
  });
});
