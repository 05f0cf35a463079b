import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { RawReply, TestGateway, UpstreamRequest } from "sluice/testing";

const config = {
  service: {
    ...{ type: "http", cluster: "authz", path_prefix: "/check", timeout_ms: 5000 },
    allowed_headers: ["x-tenant", "x-trace-*", "cookie"],
    allowed_upstream_headers: ["x-user", "x-role-*"],
    allowed_client_headers: ["x-reason", "set-cookie"],
    allowed_client_headers_on_success: ["x-quota", "set-cookie"],
  },
  headers_to_add: [
    { name: "x-key", value: { env: "AUTHZ_KEY" } },
    { name: "X-Tenant-Source", value: "gateway" },
  ],
  unchecked: [{ prefix: "/public", methods: ["GET"] }, { exact: "/health" }],
};

const allow = (headers: [string, string][] = []): RawReply => ({ headers });

/** Bytes that are no UTF-8. */
const RAW = "caf\u00e9 \u0080\u00ff";

/** Decides by the path's last segment. */
const answers: Readonly<Record<string, () => Response | RawReply>> = {
  allowed: () =>
    allow([
      ["x-user", "ada"],
      ["x-role-main", "admin"],
      ["x-role-main", "clerk"],
      ["x-other", "not for the upstream"],
      ["x-quota", "7"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["x-envoy-auth-headers-to-remove", "x-secret , X-Other-Secret, :path, content-length, host"],
    ]),
  silent: () => allow(),
  created: () => ({ status: 201, body: "no 200" }),
  login: () => ({
    status: 302,
    headers: [
      ["location", "https://login.test/?to=a"],
      ["set-cookie", "state=1"],
      ["set-cookie", "nonce=2"],
      ["x-reason", "login"],
      ["x-internal", "not for the client"],
    ],
  }),
  unauthorized: () => ({
    status: 401,
    headers: [
      ["www-authenticate", 'Bearer realm="a"'],
      ["content-type", "application/problem+json"],
      ["x-reason", "none"],
    ],
    body: '{"title":"no"}',
  }),
  octets: () => allow([["x-user", RAW]]),
  "refused-octets": () => ({ status: 403, headers: [["x-reason", RAW]], body: Buffer.from(RAW, "latin1") }),
  forbidden: () => new Response("not you: ä", { status: 403 }),
};

describe.each(engines)("ext-authz with an HTTP service on %s", (engine) => {
  let gateway: TestGateway;
  const asked: UpstreamRequest[] = [];

  beforeAll(async () => {
    gateway = await serve({
      ...{ engine, filter: "filters/ext-authz", config, environment: { AUTHZ_KEY: "the service's key" } },
      upstream: (request) => Response.json([...request.headerLines]),
      clusters: {
        authz: (request) => {
          asked.push(request);
          return answers[request.path.split(/[?/]/).at(-1) ?? ""]?.() ?? new Response("?", { status: 404 });
        },
      },
    });
  });

  afterAll(() => gateway.close());

  /** What the upstream saw of some headers. */
  const seen = async (path: string, headers: [string, string][], ...names: string[]): Promise<string[][]> => {
    const response = await gateway.fetch(path, { headers });
    expect(response.status).toBe(200);
    const lines = (await response.json()) as string[][];
    return lines.filter(([name = ""]) => names.includes(name));
  };
  const lastAsked = (): UpstreamRequest => {
    const request = asked.at(-1);
    if (request === undefined) throw new Error("the service was not asked");
    return request;
  };

  it("tells the service method, prefixed path, host and the headers that it is to know", async () => {
    await gateway.fetch("/a/allowed", {
      method: "PUT",
      headers: [
        ["host", "shop.test"],
        ["authorization", "Bearer t"],
        ["x-tenant", "acme"],
        ["x-tenant", "second"],
        ["x-trace-id", "7"],
        ["x-key", "the client's"],
        ["x-unknown", "x"],
        ["cookie", "a=b"],
      ],
      body: "a body that the service does not get",
    });
    const request = lastAsked();
    expect([request.method, request.path]).toEqual(["PUT", "/check/a/allowed"]);
    const told = request.headerLines.filter(([name]) => !/^(x-envoy-|x-forwarded-|x-request-id)/.test(name)).sort();
    expect(told).toEqual([
      ["authorization", "Bearer t"],
      ["content-length", "0"],
      ["cookie", "a=b"],
      ["host", "shop.test"],
      ["x-key", "the service's key"],
      ["x-tenant", "acme,second"],
      ["x-tenant-source", "gateway"],
      ["x-trace-id", "7"],
    ]);
  });

  it("gives the upstream what the service has for it, in place of the client's", async () => {
    const sent: [string, string][] = [
      ["x-user", "root"],
      ["x-user", "root too"],
      ["x-role-main", "root"],
      ["x-role-spoofed", "root"],
      ["x-secret", "s"],
      ["x-other-secret", "s"],
    ];
    const names = ["x-user", "x-role-main", "x-role-spoofed", "x-secret", "x-other-secret", "x-other"];
    expect(await seen("/allowed", sent, ...names)).toEqual([
      ["x-user", "ada"],
      ["x-role-main", "admin"],
      ["x-role-main", "clerk"],
    ]);
    const sentButSecrets = sent.slice(4);
    expect(await seen("/silent", sent, ...names)).toEqual(sentButSecrets);
    expect(await seen("/public/x", sent, ...names)).toEqual(sentButSecrets);
  });

  it("gives the client what the service has for it when it lets pass", async () => {
    const response = await gateway.fetch("/allowed");
    expect(response.headers.get("x-quota")).toBe("7");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(response.headers.get("x-user")).toBeNull();
  });

  it("passes a refusal on with its status, body and chosen headers", async () => {
    const login = await gateway.fetch("/login");
    expect([login.status, login.headers.get("location"), login.headers.get("x-reason")]).toEqual([
      ...[302, "https://login.test/?to=a", "login"],
    ]);
    expect(login.headers.getSetCookie()).toEqual(["state=1", "nonce=2"]);
    expect(login.headers.get("x-internal")).toBeNull();
    const unauthorized = await gateway.fetch("/unauthorized");
    expect([unauthorized.status, unauthorized.headers.get("www-authenticate"), await unauthorized.text()]).toEqual([
      ...[401, 'Bearer realm="a"', '{"title":"no"}'],
    ]);
    const forbidden = await gateway.fetch("/forbidden");
    expect([forbidden.status, await forbidden.text()]).toEqual([403, "not you: ä"]);
    expect((await gateway.fetch("/created")).status).toBe(201);
    expect(await (await gateway.fetch("/nothing")).text()).toBe("?");
  });

  it("passes bytes that are not UTF-8 on as they came", async () => {
    expect(await seen("/octets", [], "x-user")).toEqual([["x-user", RAW]]);
    const refusal = await gateway.fetch("/refused-octets");
    expect([refusal.status, refusal.headers.get("x-reason"), refusal.headers.get("content-type")]).toEqual([
      ...[403, RAW, "text/plain"],
    ]);
    expect(Buffer.from(await refusal.arrayBuffer()).toString("latin1")).toBe(RAW);
  });

  it("answers a gRPC client in its words", async () => {
    const init = { method: "POST", headers: { "content-type": "application/grpc" } };
    const response = await gateway.fetch("/s/unauthorized", init);
    expect([response.status, response.headers.get("grpc-status")]).toEqual([200, "16"]);
  });

  it("asks nobody about requests on the list, and about all others", async () => {
    const before = asked.length;
    for (const path of ["/public", "/public/a?b", "/health", "/a/../public", "/%70ublic"]) {
      expect((await gateway.fetch(path)).status, path).toBe(200);
    }
    expect(asked.length).toBe(before);
    const others = [
      "/publicity",
      "/public/..;/forbidden",
      "/public//forbidden",
      "/public/%2e%2e/forbidden",
      "/health/",
    ];
    for (const path of others) expect((await gateway.fetch(path)).status, path).not.toBe(200);
    expect((await gateway.fetch("/public/x", { method: "POST" })).status).toBe(404);
    expect(asked.length).toBe(before + others.length + 1);
  });

  it("decides about two hundred requests at once, each by its own answer", async () => {
    const paths = Array.from({ length: 200 }, (_, i) => `/${i}/${i % 3 === 0 ? "forbidden" : "allowed"}`);
    const statuses = await Promise.all(paths.map(async (path) => (await gateway.fetch(path)).status));
    expect(statuses).toEqual(paths.map((path) => (path.endsWith("allowed") ? 200 : 403)));
  });

  it("counts what became of requests", async () => {
    const outcomes = async (): Promise<(string | undefined)[]> =>
      (await gateway.metrics()).map(({ labels }) => labels["outcome"]).sort();
    await expect.poll(outcomes).toEqual(["allowed", "denied", "unchecked"]);
  });

  it.each([
    [{}, "$.service"],
    [{ service: { type: "grpc", cluster: "authz" } }, "$.service.type"],
    [{ ...config, service: { ...config.service, path_prefix: "check" } }, "$.service.path_prefix: must begin with /"],
    [{ service: { type: "http", cluster: "authz", path_override: "check" } }, "$.service.path_override: must begin"],
    [{ ...config, service: { ...config.service, path_override: "/check" } }, "$.service.path_override: leaves nothing"],
    [{ ...config, unchecked: [{ methods: ["get"] }] }, "$.unchecked[0].methods[0]"],
    [{ ...config, unchecked: [{}] }, "$.unchecked[0]: names nothing"],
    [{ ...config, unchecked: [{ prefix: "/a/../b" }] }, "$.unchecked[0].prefix: must be a path in its plain form"],
    [{ ...config, headers_to_add: [{ name: "Content-Length", value: "7" }] }, "$.headers_to_add[0].name"],
    [{ ...config, headers_to_add: [{ name: "x", value: { env: "NOWHERE" } }] }, "$.headers_to_add[0].value"],
    [{ ...config, with_request_body: {} }, "$.with_request_body.max_request_bytes"],
    [{ ...config, status_on_error: 200 }, "$.status_on_error"],
  ])("refuses the configuration %j at load and says %s", async (bad, words) => {
    const options = { engine, filter: "filters/ext-authz", config: bad, environment: { AUTHZ_KEY: "k" } };
    await expect(serve(options)).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(words) as string,
    });
  });
});
