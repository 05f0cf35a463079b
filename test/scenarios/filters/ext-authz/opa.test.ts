import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

interface Input {
  readonly input: Readonly<Record<string, unknown>> & {
    readonly attributes: {
      readonly source: { readonly address: { readonly socketAddress: unknown } };
      readonly destination: unknown;
      readonly contextExtensions: unknown;
      readonly request: {
        readonly time: string;
        readonly http: Readonly<Record<string, unknown>> & { readonly headers: object };
      };
    };
  };
}

describe.each(engines)("ext-authz with the Open Policy Agent on %s", (engine) => {
  let gateway: TestGateway;
  let answer: unknown = { result: true };
  let status = 200;
  let asked: { path: string; method: string; type: string | null; token: string | null; text: string }[] = [];

  beforeAll(async () => {
    gateway = await serve({
      ...{ engine, filter: "filters/ext-authz", allowOnHeadersStopIteration: true, bufferLimitBytes: 1 << 21 },
      environment: { OPA_TOKEN: "Bearer t" },
      clusters: {
        opa: async (request) => {
          const { path, method, headers } = request;
          const [type, token] = [headers.get("content-type"), headers.get("authorization")];
          asked.push({ path, method, type, token, text: await request.text() });
          return new Response(typeof answer === "string" ? answer : JSON.stringify(answer), { status });
        },
      },
      config: {
        service: {
          ...{ type: "opa", cluster: "opa", decision: "envoy/authz/allow", timeout_ms: 5000 },
          ...{
            disallowed_headers: ["Cookie", "x-secret-*"],
            context_extensions: { gateway: "shop", "": "ä" },
          },
        },
        headers_to_add: [{ name: "authorization", value: { env: "OPA_TOKEN" } }],
        with_request_body: { max_request_bytes: 100_000, allow_partial_message: true },
        status_on_error: 503,
      },
      upstream: (request) => Response.json([...request.headerLines]),
    });
  });

  afterAll(() => gateway.close());

  const ask = async (path: string, init: Parameters<TestGateway["fetch"]>[1] = {}): Promise<Input["input"]> => {
    asked = [];
    const response = await gateway.fetch(path, init);
    await response.text();
    expect(asked.length).toBe(1);
    return (JSON.parse(asked[0]?.text ?? "") as Input).input;
  };
  const decide = async (result: unknown, init: Parameters<TestGateway["fetch"]>[1] = {}) => {
    answer = result;
    const response = await gateway.fetch("/", init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it("posts the input document of OPA's Envoy plugin", async () => {
    const input = await ask("/api/v1/caf%C3%A9/?a=1&b=x+y&a=%2f&c", {
      headers: [
        ["host", "shop.test"],
        ["authorization", "Basic YWRh"],
        ["x-list", "1"],
        ["x-list", "2"],
        ["x-envoy-auth-partial-body", "true"],
        ["cookie", "session=s"],
        ["x-secret-a", "s"],
      ],
    });
    expect(asked[0]).toMatchObject({ path: "/v1/data/envoy/authz/allow", method: "POST", type: "application/json" });
    expect(asked[0]?.token).toBe("Bearer t");
    const { attributes, ...rest } = input;
    expect(rest).toEqual({
      parsed_path: ["api", "v1", "café", ""],
      parsed_query: { a: ["1", "/"], b: ["x y"], c: [""] },
      truncated_body: false,
      parsed_body: null,
      version: { ext_authz: "v3", encoding: "protojson" },
    });
    const { request, contextExtensions, ...others } = attributes;
    expect(Object.keys(others).sort()).toEqual(["destination", "metadataContext", "source"]);
    expect(contextExtensions).toEqual({ gateway: "shop", "": "ä" });
    expect(request.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.(\d{3}){1,3})?Z$/);
    expect(Math.abs(Date.parse(request.time) - Date.now())).toBeLessThan(60 * 60_000);
    const socketAddress = { address: "127.0.0.1", portValue: expect.any(Number) as number };
    expect(attributes.source).toEqual({ address: { socketAddress } });
    expect(attributes.destination).toEqual({ address: { socketAddress } });
    const { headers, ...http } = attributes.request.http;
    expect(http).toEqual({
      ...{ method: "GET", path: "/api/v1/caf%C3%A9/?a=1&b=x+y&a=%2f&c", host: "shop.test", scheme: "http" },
      protocol: "HTTP/1.1",
    });
    expect(headers).toMatchObject({
      ...{ ":method": "GET", ":authority": "shop.test", ":path": "/api/v1/caf%C3%A9/?a=1&b=x+y&a=%2f&c" },
      ...{ authorization: "Basic YWRh", "x-list": "1,2" },
    });
    for (const name of ["x-envoy-auth-partial-body", "cookie", "x-secret-a"]) expect(headers).not.toHaveProperty(name);
  });

  const parsed = async (type: string, body: string): Promise<unknown[]> => {
    const input = await ask("/", { method: "POST", headers: { "content-type": type }, body });
    return [input.attributes.request.http["body"], input["parsed_body"], input["truncated_body"]];
  };

  it("parses JSON and forms, and nothing else", async () => {
    const json = '{"a":[1.50,"ä\\n",null],"b":{"c":true}}';
    expect(await parsed("application/json; charset=utf-8", json)).toEqual([json, JSON.parse(json), false]);
    expect(await parsed("application/x-www-form-urlencoded", "a=1&b=x+y&a=2")).toEqual([
      ...["a=1&b=x+y&a=2", { a: ["1", "2"], b: ["x y"] }, false],
    ]);
    expect(await parsed("text/plain", "{}")).toEqual(["{}", null, false]);
    expect(await parsed("application/json", "")).toEqual([undefined, null, false]);
    const controls = '\u0000\u001f"\\'.repeat(100);
    expect(await parsed("text/plain", controls)).toEqual([controls, null, false]);
  });

  it("says how large a body is, and when there is none nothing", async () => {
    const { attributes } = await ask("/", { method: "POST", body: "ä" });
    expect(attributes.request.http).toMatchObject({ size: "2", body: "ä" });
    expect((await ask("/")).attributes.request.http).not.toHaveProperty("size");
  });

  const multipart = (body: string, boundary = "B"): Promise<unknown[]> =>
    parsed(`multipart/form-data; boundary=${boundary}`, body);
  const disposition = (rest: string): string => `Content-Disposition: form-data; ${rest}`;

  it("parses forms of several parts", async () => {
    const parts = [
      `--B\r\n${disposition('name="a"')}\r\n\r\n1\r\n--B\r\n${disposition("name=a; filename=x.png")}\r\n\r\n\r\n`,
      `--B\r\n${disposition('name="b; c"')}\r\ncontent-type: application/json\r\n\r\n{"d":[1]}\r\n`,
      '--B\r\nContent-Disposition: attachment; name="not a form\'s"\r\n\r\nx\r\n--B\r\n\r\nnameless\r\n--B--\r\n',
    ];
    const values = { a: ["1", ""], "b; c": [{ d: [1] }] };
    expect((await multipart(parts.join("")))[1]).toEqual(values);
    expect((await multipart(parts.join(""), '"B"'))[1]).toEqual(values);
    expect((await parsed("multipart/form-data", "x"))[1]).toBeNull();
  });

  it("answers 400 to a form of several parts that parsers read in different ways", async () => {
    const part = (head: string, content = "1"): string => `--B\r\n${head}\r\n\r\n${content}\r\n--B--\r\n`;
    const bad = [
      ...[
        "x",
        "--B",
        "--B--x",
        `preamble\r\n${part(disposition('name="a"'))}`,
        part(disposition('name="a"')).slice(0, -6),
      ],
      ...[part(disposition('name="a"')).replaceAll("\r\n", "\n"), part(disposition('name="a"; name="b"'))],
      ...[
        part(disposition("name*=utf-8''a")),
        part(disposition('name="a\\"b"')),
        part(disposition('name="a')),
        part("x"),
      ],
      ...[
        part(`${disposition('name="a"')}\r\n folded: x`),
        part(`${disposition('name="a"')}\r\n${disposition("name=b")}`),
      ],
      part(`${disposition('name="a"')}\r\nContent-Transfer-Encoding: quoted-printable`, "=61"),
      part(`${disposition('name="a"')}\r\nContent-Type: application/json`, "{"),
      part(disposition('name="a"'), "1\r\n--Bx\r\n"),
      `--B\r\n${disposition("name=a")}\r\n--B\r\n\r\n1\r\n--B--`,
      part(disposition('name="a"')) + part(disposition('name="b"')),
    ];
    answer = { result: true };
    for (const body of bad) {
      const init = { method: "POST", headers: { "content-type": "multipart/form-data; boundary=B" }, body };
      expect((await gateway.fetch("/", init)).status, body).toBe(400);
    }
  });

  it("says that a body is truncated, and parses none then", async () => {
    const [body, document, isTruncated] = await parsed("application/json", `[${"1,".repeat(60_000)}1]`);
    expect([String(body).length, document, isTruncated]).toEqual([100_000, null, true]);
  });

  it("answers 400 itself to what the plugin would not parse", async () => {
    answer = { result: true };
    asked = [];
    const post = (type: string, body: string) => ({ method: "POST", headers: { "content-type": type }, body });
    const bad: [string, Parameters<TestGateway["fetch"]>[1]?][] = [
      ["/%zz"],
      ["/%ff"],
      ["/?a=%z1"],
      ["/?a;b"],
      ["/", post("application/json", "{")],
      ["/", post("application/json", "\u0000")],
      ["/", post("application/json", "[".repeat(5000))],
      ["/", post("application/json", '{"a":1,"a":2}')],
      ["/", post("application/x-www-form-urlencoded", "a=%")],
    ];
    for (const [path, init] of bad) expect((await gateway.fetch(path, init)).status, path).toBe(400);
    expect(asked).toEqual([]);
  });

  it("lets pass by true, and by an object that says so", async () => {
    expect((await decide({ result: true })).status).toBe(200);
    const sent = {
      headers: [
        ["x-user", "root"],
        ["x-secret", "s"],
        ["x-kept", "k"],
      ] as [string, string][],
    };
    const { status, headers, text } = await decide(
      {
        result: {
          ...{ allowed: true, body: "not for the upstream", http_status: 201 },
          headers: { "x-user": "ada", "x-list": ["1", "2"], "content-length": "7", ":path": "/root" },
          response_headers_to_add: [{ "x-policy": "a" }, { "set-cookie": ["a=1", "b=2"] }],
          request_headers_to_remove: ["X-Secret", ":path", "host"],
        },
      },
      sent,
    );
    expect([status, headers.get("x-policy"), headers.getSetCookie()]).toEqual([200, "a", ["a=1", "b=2"]]);
    const names = ["x-user", "x-secret", "x-kept", "x-list", "content-length"];
    expect((JSON.parse(text) as string[][]).filter(([name = ""]) => names.includes(name)).sort()).toEqual([
      ["x-kept", "k"],
      ["x-list", "1"],
      ["x-list", "2"],
      ["x-user", "ada"],
    ]);
  });

  it("denies by false, by an undefined decision, and by an object, with what it has for the client", async () => {
    expect((await decide({ result: false })).status).toBe(403);
    expect((await decide({})).status).toBe(403);
    const refusal = await decide({
      result: {
        allowed: false,
        headers: { "x-reason": "late", "transfer-encoding": "x" },
        body: "come tomorrow",
        http_status: 429,
      },
    });
    expect([refusal.status, refusal.headers.get("x-reason"), refusal.text]).toEqual([429, "late", "come tomorrow"]);
    for (const odd of [{ http_status: 99 }, { http_status: "429" }, { http_status: 1e9 }, { headers: 7, body: [] }]) {
      expect((await decide({ result: { allowed: false, ...odd } })).status).toBe(403);
    }
    expect((await decide({ result: { allowed: false, headers: { "x-a": "b\r\nset-cookie: c" } } })).status).toBe(403);
  });

  it("takes what is no decision for a failure", async () => {
    const odd = [
      ...["", "no JSON", "{", { result: "true" }, { result: 1 }, { result: {} }, { result: { allowed: "true" } }],
      ...[{ result: [] }, { result: null }, { result: { allowed: true, headers: 7 } }],
      ...[{ result: { allowed: true, headers: { "x-user": 7 } } }, { result: { allowed: true, headers: ["x"] } }],
      ...[
        { result: { allowed: true, headers: { "x-user": "a\r\nx-admin: 1" } } },
        `{"result":true${" ".repeat(2 << 20)}}`,
      ],
      ...[{ result: { allowed: true, request_headers_to_remove: "x" } }],
      ...[{ result: { allowed: true, query_parameters_to_remove: ["admin"] } }],
      ...[{ result: { allowed: true, query_parameters_to_set: { user: "ada" } } }],
    ];
    for (const one of odd) expect((await decide(one)).status, JSON.stringify(one).slice(0, 60)).toBe(503);
    status = 500;
    expect((await decide({ result: true })).status).toBe(503);
    status = 404;
    expect((await decide({ result: true })).status).toBe(503);
    status = 200;
    expect((await decide({ result: true })).status).toBe(200);
  });
});
