import { Agent } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { GatewayFetchInit, HeaderLine, RawReply, UpstreamRequest } from "sluice/testing";
import { gatewayFetch } from "../../../../tooling/testing/gateway-fetch.js";
import { startUpstream, type Upstream } from "../../../../tooling/testing/upstream.js";
import { startNativeFilter } from "../native-filter.js";

const LIMIT = 500;

const exact = (...names: string[]): object => ({ patterns: names.map((name) => ({ exact: name })) });

/** The same in both languages. `lists`: whether the answers' headers are chosen, or all go to the client. */
const setting = (lists: boolean, open: boolean): { native: object; own: object } => ({
  native: {
    allowed_headers: exact("x-tenant", "cookie", "content-type"),
    http_service: {
      server_uri: { uri: "http://authz", cluster: "authz", timeout: "1s" },
      path_prefix: "/check",
      authorization_request: { headers_to_add: [{ key: "x-source", value: "gateway" }] },
      authorization_response: {
        allowed_upstream_headers: exact("x-user", "x-role"),
        ...(lists
          ? {
              allowed_client_headers: exact("x-reason"),
              allowed_client_headers_on_success: exact("x-quota", "set-cookie"),
            }
          : {}),
      },
    },
    with_request_body: { max_request_bytes: LIMIT, allow_partial_message: true },
    status_on_error: { code: 503 },
    ...(open ? { failure_mode_allow: true, failure_mode_allow_header_add: true } : {}),
  },
  own: {
    service: {
      ...{ type: "http", cluster: "authz", timeout_ms: 1000, path_prefix: "/check" },
      allowed_headers: ["x-tenant", "cookie", "content-type"],
      allowed_upstream_headers: ["x-user", "x-role"],
      ...(lists
        ? { allowed_client_headers: ["x-reason"], allowed_client_headers_on_success: ["x-quota", "set-cookie"] }
        : {}),
    },
    headers_to_add: [{ name: "x-source", value: "gateway" }],
    with_request_body: { max_request_bytes: LIMIT, allow_partial_message: true },
    status_on_error: 503,
    ...(open ? { failure_mode_allow: true, failure_mode_allow_header_add: true } : {}),
  },
});

const statuses = [200, 201, 204, 299, 301, 302, 304, 400, 401, 403, 404, 407, 429, 451, 499, 500, 502, 503, 504, 599];

/** One path for all checks, and headers that the service is never told. */
const fixedPath = (): { native: object; own: object } => ({
  native: {
    allowed_headers: exact("x-tenant", "cookie", "content-type"),
    disallowed_headers: exact("authorization", "cookie"),
    http_service: {
      server_uri: { uri: "http://authz", cluster: "authz", timeout: "1s" },
      path_override: "/check/200?a=b",
    },
  },
  own: {
    service: {
      ...{ type: "http", cluster: "authz", timeout_ms: 1000, path_override: "/check/200?a=b" },
      ...{ allowed_headers: ["x-tenant", "cookie", "content-type"], disallowed_headers: ["authorization", "cookie"] },
    },
  },
});

/** Answers as the path says: `/STATUS`. */
function decide(request: UpstreamRequest): RawReply {
  const [, status = "404"] = /^\/check\/(\d+)/.exec(request.path) ?? [];
  const headers: HeaderLine[] = [
    ["x-user", "ada"],
    ["x-role", "admin"],
    ["x-quota", "7"],
    ["x-reason", "because"],
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
    ["location", "/login"],
    ["www-authenticate", "Bearer"],
    ["content-type", "text/html"],
    ["x-envoy-auth-headers-to-remove", "x-secret, host"],
  ];
  const body = ["204", "304"].includes(status) ? null : `<p>${status}</p>`;
  return { status: Number(status), headers, body };
}

interface Sent extends Omit<GatewayFetchInit, "headers"> {
  readonly headers?: readonly HeaderLine[];
}

const cases: readonly (readonly [name: string, path: string, sent: Sent])[] = [
  ...statuses.map((status) => [`an answer of ${status}`, `/${status}`, {}] as const),
  ["a query", "/200/a%20b?c=d&e", {}],
  ["HEAD, let pass", "/200", { method: "HEAD" }],
  ["HEAD, refused", "/403", { method: "HEAD" }],
  ["other methods", "/200", { method: "PATCH" }],
  [
    "credentials",
    "/200",
    {
      headers: [
        ["authorization", "Bearer t"],
        ["cookie", "a=b"],
        ["proxy-authorization", "x"],
      ],
    },
  ],
  [
    "two lines of one name",
    "/200",
    {
      headers: [
        ["x-tenant", "a"],
        ["x-tenant", "b"],
        ["x-other", "c"],
      ],
    },
  ],
  [
    "two cookies",
    "/200",
    {
      headers: [
        ["cookie", "a=b"],
        ["cookie", "c=d"],
      ],
    },
  ],
  ["a host of its own", "/200", { headers: [["host", "shop.test:8080"]] }],
  [
    "headers of the service's",
    "/200",
    {
      headers: [
        ["x-user", "root"],
        ["x-role", "root"],
        ["x-secret", "s"],
      ],
    },
  ],
  [
    "the gateway's header",
    "/200",
    {
      headers: [
        ["x-source", "client"],
        ["x-envoy-auth-partial-body", "true"],
      ],
    },
  ],
  ["a body", "/200", { method: "POST", body: "a body" }],
  ["a body of the bound", "/200", { method: "POST", body: "x".repeat(LIMIT) }],
  ["a larger body", "/200", { method: "POST", body: "x".repeat(5 * LIMIT) }],
  ["a refused body", "/403", { method: "POST", body: "a body" }],
  ["a gRPC client, refused", "/401", { method: "POST", headers: [["content-type", "application/grpc"]], body: "" }],
];

/** What the client, the service and the upstream see of one request. */
interface Outcome {
  readonly client: unknown;
  readonly service: unknown;
  readonly upstream: unknown;
}

/** What is another in each message, or frames it, or tells how long the route may take. */
const ALWAYS_NEW = new Set([
  ...["x-request-id", "date", "server", "x-envoy-upstream-service-time", "x-envoy-expected-rq-timeout-ms"],
  ...["connection", "content-length", "transfer-encoding"],
]);

const sorted = (lines: Iterable<readonly string[]>): string[] =>
  [...lines]
    .map(([name = "", value = ""]) => `${name.toLowerCase()}: ${value}`)
    .filter((line) => !isNew(line))
    .sort();
const isNew = (line: string): boolean => ALWAYS_NEW.has(line.split(":")[0] ?? "");

describe.skipIf(!engines.includes("envoy"))("Envoy's ext_authz and ext-authz", () => {
  let authz: Upstream;
  let upstream: Upstream;
  const told: { service: unknown; upstream: unknown } = { service: null, upstream: null };

  const facts = async (request: UpstreamRequest): Promise<unknown> => ({
    ...{ method: request.method, path: request.path, headers: sorted(request.headerLines), body: await request.text() },
  });

  beforeAll(async () => {
    authz = await startUpstream(async (request) => {
      told.service = await facts(request);
      return decide(request);
    });
    upstream = await startUpstream(async (request) => {
      told.upstream = await facts(request);
      return new Response("served", { headers: { "x-quota": "1" } });
    });
  });

  afterAll(() => Promise.all([authz.close(), upstream.close()]));

  async function outcomesOf(url: string): Promise<Outcome[]> {
    const agent = new Agent({ keepAlive: true });
    const outcomes: Outcome[] = [];
    for (const [, path, { headers = [], ...init }] of cases) {
      Object.assign(told, { service: null, upstream: null });
      const hasHost = headers.some(([name]) => name === "host");
      const lines: HeaderLine[] = hasHost ? [...headers] : [["host", "shop.test"], ...headers];
      const response = await gatewayFetch(url, path, { ...init, headers: lines }, agent);
      const client = { status: response.status, body: await response.text(), headers: sorted(response.headers) };
      outcomes.push({ client, ...told });
    }
    agent.destroy();
    return outcomes;
  }

  describe.each([
    ["with chosen headers", setting(true, false)],
    ["with all headers", setting(false, false)],
    ["in failure mode allow", setting(true, true)],
    ["with one path for all checks", fixedPath()],
  ])("%s", (_, { native, own }) => {
    let expected: Outcome[] = [];

    beforeAll(async () => {
      const filter = { name: "ext_authz", type: "ext_authz.v3.ExtAuthz", config: native };
      const clusters = { authz: authz.url, upstream: upstream.url };
      const envoy = await startNativeFilter(filter, { route: { cluster: "upstream" } }, clusters);
      expected = await outcomesOf(envoy.url);
      await envoy.close();
    });

    describe.each(engines)("on %s", (engine) => {
      let actual: Outcome[] = [];

      beforeAll(async () => {
        await using gateway = await serve({
          ...{ engine, filter: "filters/ext-authz", config: own, allowOnHeadersStopIteration: true },
          ...{ clusters: { authz: authz.url }, upstream: upstream.url },
        });
        actual = await outcomesOf(gateway.url);
      });

      it.each(["client", "service", "upstream"] as const)("are one to the %s", (who) => {
        // The in-process host joins cookies for the upstream, where Envoy leaves two lines of HTTP/1 as they are.
        const isLeftOut = (name: string): boolean => engine === "node" && who === "upstream" && name === "two cookies";
        const seenBy = (outcomes: Outcome[]): object =>
          Object.fromEntries(cases.map(([name], at) => [name, isLeftOut(name) ? null : outcomes[at]?.[who]]));
        expect(seenBy(actual)).toEqual(seenBy(expected));
      });
    });
  });
});
