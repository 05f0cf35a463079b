import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const LIMIT = 1000;

describe.each(engines)("ext-authz with the request's body on %s", (engine) => {
  const gateways: TestGateway[] = [];
  let whole: TestGateway;
  let partial: TestGateway;
  let asked: { body: string; partial: string | null; length: string | null }[] = [];

  beforeAll(async () => {
    const start = async (allowPartial: boolean): Promise<TestGateway> => {
      const gateway = await serve({
        ...{ engine, filter: "filters/ext-authz", allowOnHeadersStopIteration: true, bufferLimitBytes: 65_536 },
        clusters: {
          authz: async (request) => {
            const body = await request.text();
            const { headers } = request;
            asked.push({
              ...{ body, partial: headers.get("x-envoy-auth-partial-body"), length: headers.get("content-length") },
            });
            return body.includes("attack")
              ? new Response("no", { status: 403 })
              : new Response(null, { headers: { "x-user": "ada" } });
          },
        },
        config: {
          service: { type: "http", cluster: "authz", allowed_upstream_headers: ["x-user"] },
          with_request_body: { max_request_bytes: LIMIT, allow_partial_message: allowPartial },
        },
        upstream: async (request) =>
          Response.json([request.headers.get("x-user"), (await request.text()).length, await request.trailers]),
      });
      gateways.push(gateway);
      return gateway;
    };
    whole = await start(false);
    partial = await start(true);
  });

  afterAll(() => Promise.all(gateways.map((gateway) => gateway.close())));

  type Body = string | AsyncIterable<string>;
  const send = async (gateway: TestGateway, body: Body | null, trailers?: Record<string, string>) => {
    asked = [];
    const response = await gateway.fetch("/", {
      ...{ method: "POST", body },
      ...(trailers === undefined ? {} : { trailers }),
    });
    return { status: response.status, text: await response.text() };
  };
  async function* inParts(...parts: string[]): AsyncGenerator<string> {
    for (const part of parts) {
      yield part;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it("tells the service the body, and lets it pass unharmed", async () => {
    for (const body of ["a body", "x".repeat(LIMIT)]) {
      for (const gateway of [whole, partial]) {
        expect(await send(gateway, body)).toEqual({ status: 200, text: JSON.stringify(["ada", body.length, []]) });
        expect(asked).toEqual([{ body, partial: "false", length: String(body.length) }]);
      }
    }
  });

  it("puts parts together", async () => {
    expect((await send(whole, inParts("a ", "body ", "in parts"))).text).toBe('["ada",15,[]]');
    expect(asked).toEqual([{ body: "a body in parts", partial: "false", length: "15" }]);
  });

  it("lets a request with trailers pass", async () => {
    const { status, text } = await send(whole, "a body", { "x-end": "1" });
    expect([status, (JSON.parse(text) as unknown[]).slice(0, 2)]).toEqual([200, ["ada", 6]]);
    expect(asked[0]?.body).toBe("a body");
  });

  it("lets nothing of a refused request reach the upstream", async () => {
    expect(await send(whole, "an attack")).toEqual({ status: 403, text: "no" });
  });

  it("is not talked out of it by a client that speaks of an upgrade", async () => {
    for (const headers of [{ upgrade: "websocket" }, { upgrade: "x" }, { upgrade: "h2c" }]) {
      const response = await whole.fetch("/", { method: "POST", headers, body: "an attack" });
      expect([response.status, asked.at(-1)?.body]).toEqual([403, "an attack"]);
      asked = [];
    }
  });

  it("waits for no body where there is none", async () => {
    asked = [];
    expect(await (await whole.fetch("/")).text()).toBe('["ada",0,[]]');
    expect(asked).toEqual([{ body: "", partial: null, length: null }]);
    expect((await send(whole, inParts())).text).toBe('["ada",0,[]]');
    expect(asked).toEqual([{ body: "", partial: "false", length: "0" }]);
  });

  it("answers 413 to a larger one, unasked", async () => {
    for (const size of [LIMIT + 1, 60_000]) {
      expect((await send(whole, "x".repeat(size))).status).toBe(413);
      expect(asked).toEqual([]);
    }
    expect((await send(whole, inParts("x".repeat(LIMIT), "y"))).status).toBe(413);
  });

  it("tells the beginning of a larger one where it may, and lets all of it pass", async () => {
    for (const size of [LIMIT + 1, 30_000]) {
      expect((await send(partial, "x".repeat(size))).text).toBe(`["ada",${size},[]]`);
      expect(asked).toEqual([{ body: "x".repeat(LIMIT), partial: "true", length: String(LIMIT) }]);
    }
    expect((await send(partial, "attack".repeat(1000))).status).toBe(403);
  });

  it("lets pass what comes while the service thinks", async () => {
    const parts = Array.from({ length: 40 }, () => "x".repeat(500));
    expect((await send(partial, inParts(...parts))).text).toBe('["ada",20000,[]]');
  });

  it("does so for a hundred at once", async () => {
    const bodies = Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(i * 9 + 4, "x"));
    const answers = await Promise.all(
      bodies.map(async (body) => (await whole.fetch("/", { method: "POST", body })).text()),
    );
    expect(answers).toEqual(bodies.map((body) => `["ada",${body.length},[]]`));
  });
});
