import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { GatewayFetchInit, TestGateway } from "sluice/testing";
import { findPart } from "../../../real-parts/find.js";
import { OPA } from "../../../real-parts/parts.js";
import { startOpa, type OpaAnswer, type RealOpa } from "./real-opa.js";

const found = await findPart(OPA);
const reason = "missing" in found ? ` (skipped: ${found.missing})` : "";

/** Decides as the client asks for in `x-result`; without it the decision is undefined. */
const POLICY = `package envoy.authz

headers := input.attributes.request.http.headers

allow := json.unmarshal(headers["x-result"])

allow := {"allowed": false, "http_status": 418, "body": json.marshal(input)} if input.parsed_path == ["echo"]

allow := 1 if input.parsed_path == ["conflict"]

allow := 2 if input.parsed_path == ["conflict"]
`;

const ACCESS = `package system.authz

default allow := false

allow if input.identity == "gateway-token"
allow if input.path == ["health"]
`;

const results: readonly unknown[] = [
  ...[true, false, undefined, null, 1, "true", [], {}, { allowed: "true" }],
  { allowed: true, headers: { "x-user": "ada", "x-list": ["1", "2"] }, request_headers_to_remove: ["x-secret"] },
  { allowed: true, response_headers_to_add: [{ "x-policy": "a" }, { "set-cookie": ["a=1", "b=2"] }] },
  { allowed: true, headers: { "x-user": "a\r\nx-admin: 1" } },
  { allowed: true, query_parameters_to_set: { user: "ada" } },
  { allowed: false, headers: { "x-reason": "late", "www-authenticate": "Basic" }, body: "ä", http_status: 429 },
  { allowed: false, http_status: 4.5e2, body: "x".repeat(20_000) },
];

describe.skipIf(reason !== "")(`ext-authz with the real Open Policy Agent${reason}`, () => {
  let opa: RealOpa;

  beforeAll(async () => {
    opa = await startOpa("path" in found ? found.path : "", [POLICY, ACCESS]);
  }, 90_000);
  afterAll(() => opa[Symbol.asyncDispose]());

  describe.each(engines)("on %s", (engine) => {
    let real: TestGateway;
    let standIn: TestGateway;
    let answer: OpaAnswer | null = null;
    let posted = "";
    let result: unknown;

    beforeAll(async () => {
      const start = (ask: (path: string, body: string, token: string | null) => Promise<OpaAnswer>) =>
        serve({
          ...{ engine, filter: "filters/ext-authz", allowOnHeadersStopIteration: true },
          environment: { OPA_TOKEN: "Bearer gateway-token" },
          clusters: {
            opa: async (request) => {
              const { status, text } = await ask(
                request.path,
                await request.text(),
                request.headers.get("authorization"),
              );
              return new Response(text, { status });
            },
          },
          config: {
            service: { type: "opa", cluster: "opa", timeout_ms: 20_000, context_extensions: { gateway: "shop" } },
            headers_to_add: [{ name: "authorization", value: { env: "OPA_TOKEN" } }],
            with_request_body: { max_request_bytes: 100_000 },
            status_on_error: 503,
          },
          upstream: (request) => Response.json(request.headerLines.filter(([name]) => name.startsWith("x-")).sort()),
        });
      real = await start(async (path, body, token) => {
        posted = body;
        answer = await opa.post(path, body, token);
        return answer;
      });
      standIn = await start(() =>
        Promise.resolve({ status: 200, type: "application/json", text: JSON.stringify({ result }) }),
      );
    });
    afterAll(() => Promise.all([real.close(), standIn.close()]));

    const outcomeOf = async (gateway: TestGateway, path: string, init: GatewayFetchInit): Promise<object> => {
      const response = await gateway.fetch(path, init);
      const { status, headers } = response;
      const seen = ["x-policy", "x-reason", "www-authenticate", "content-type"].map((name) => headers.get(name));
      const text = (await response.text()).replaceAll(/\["x-(request-id|forwarded|envoy)[^\]]*\],?/g, "");
      return { status, seen, cookies: headers.getSetCookie(), text };
    };

    it.each(results.map((one) => [JSON.stringify(one)?.slice(0, 80) ?? "undefined", one] as const))(
      "takes its %s for what the stand-in's is taken for",
      async (_, one) => {
        result = one;
        const asked = one === undefined ? [] : [["x-result", JSON.stringify(one).replaceAll("ä", "\\u00e4")] as const];
        const headers = [...asked, ["x-secret", "s"], ["x-user", "root"]] as [string, string][];
        const expected = await outcomeOf(standIn, "/", { headers });
        expect(await outcomeOf(real, "/", { headers })).toEqual(expected);
        expect(answer).toMatchObject({ status: 200, type: "application/json" });
        expect(JSON.parse(answer?.text ?? "")).toEqual(one === undefined ? {} : { result: one });
      },
    );

    it("is understood to the last member", async () => {
      const inits: GatewayFetchInit[] = [
        { headers: [["x-obs", "\u00e4"]] },
        { method: "POST", headers: [["content-type", "application/json"]], body: '{"a":[1,"\\u0000",{"b":null}]}' },
        { method: "POST", headers: [["content-type", "application/x-www-form-urlencoded"]], body: "a=1&a=%00&b" },
        {
          method: "POST",
          headers: [["content-type", "multipart/form-data; boundary=B"]],
          body: '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--B--\r\n',
        },
        { method: "POST", body: '\u0000\ufffd"\\' },
      ];
      for (const init of inits) {
        const response = await real.fetch("/echo?a=b&a=%22", init);
        expect(response.status).toBe(418);
        const { input } = JSON.parse(posted) as { input: unknown };
        expect(JSON.parse(await response.text())).toEqual(input);
      }
    });

    it("fails where it can't decide, and where it is not let ask", async () => {
      expect((await real.fetch("/conflict")).status).toBe(503);
      expect(answer?.status).toBe(500);
      expect((await opa.post("/v1/data/envoy/authz/allow", "{}")).status).toBe(401);
    });
  });
});
