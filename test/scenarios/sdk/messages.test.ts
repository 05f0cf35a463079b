import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

/** Answers with what arrived: method, path, header lines, body and trailers. */
interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

const MEBIBYTE = 1024 * 1024;

describe.each(engines)("messages on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "test/fixtures/filters/messages",
      upstream: async (request) => {
        if (request.headers.get("x-answer") === "secret") return new Response("a secret, the secret");
        if (request.headers.get("x-answer") === "trailers") {
          return { body: "with trailers", trailers: [["x-end", "1"]] };
        }
        return Response.json({
          method: request.method,
          path: request.path,
          headers: request.headerLines.map(([name, value]) => [name.toLowerCase(), value]),
          body: await request.text(),
        });
      },
    });
  });

  afterAll(() => gateway.close());

  async function send(action: string, init: Parameters<TestGateway["fetch"]>[1] = {}, path = "/"): Promise<Arrived> {
    const headers = [["x-do", action] as const, ...((init?.headers as [string, string][] | undefined) ?? [])];
    const response = await gateway.fetch(path, { ...init, headers });
    return (await response.json()) as Arrived;
  }

  function valuesOf(arrived: Arrived, name: string): string[] {
    return arrived.headers.filter(([other]) => other === name).map(([, value]) => value);
  }

  it("describes the request line", async () => {
    const arrived = await send("describe", { headers: [["host", "shop.test"]] });
    expect(valuesOf(arrived, "x-method")).toEqual(["GET"]);
    expect(valuesOf(arrived, "x-authority")).toEqual(["shop.test"]);
    expect(valuesOf(arrived, "x-scheme")).toEqual(["http"]);
    expect(valuesOf(arrived, "x-end")).toEqual(["yes"]);
  });

  it("sets nothing that would be another field, or split the response", async () => {
    const BAD_ARGUMENT = "2";
    const names = `${BAD_ARGUMENT}${BAD_ARGUMENT}-`.repeat(6);
    const response = await gateway.fetch("/", { headers: [["x-do", "fields"]] });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-refused")).toBe(names + BAD_ARGUMENT.repeat(7));
    const arrived = (await response.json()) as Arrived;
    expect(arrived.method).toBe("GET");
    expect(valuesOf(arrived, "x-refused")).toEqual([names + BAD_ARGUMENT.repeat(2)]);
  });

  it("says that a body follows", async () => {
    const arrived = await send("describe", { method: "POST", body: "x" });
    expect(valuesOf(arrived, "x-end")).toEqual(["no"]);
  });

  it("rewrites the path", async () => {
    expect((await send("rewrite", {}, "/a/../b?c=d")).path).toBe("/rewritten?from=/a/../b?c=d");
  });

  it("copies bytes that are not UTF-8 untouched", async () => {
    const arrived = await send("bytes", { headers: [["x-raw", "caf\u00e9\u00ff\u0080"]] });
    expect(valuesOf(arrived, "x-copy")).toEqual(["caf\u00e9\u00ff\u0080"]);
  });

  it("reads every value of a name, and removes them all", async () => {
    const headers: [string, string][] = [
      ["x-many", "1"],
      ["X-MANY", "2"],
      ["x-many", "3"],
    ];
    const arrived = await send("bytes", { headers });
    expect(valuesOf(arrived, "x-each")).toEqual(["1", "2", "3"]);
    expect(valuesOf(arrived, "x-many")).toEqual([]);
  });

  it("tells a missing header from an empty one", async () => {
    const arrived = await send("bytes", { headers: [["x-void", ""]] });
    expect(valuesOf(arrived, "x-absent")).toEqual(["null"]);
    expect(valuesOf(arrived, "x-empty")).toEqual(["empty"]);
  });

  it.each([
    ["request-replace", "replaced 5 bytes"],
    ["request-append", "hello and more"],
    ["request-prepend", "first hello"],
    ["request-upper", "HELLO"],
    ["request-slice", "llo"],
  ])("changes the request's body: %s", async (action, expected) => {
    const arrived = await send(action, { method: "POST", body: "hello" });
    expect(arrived.body).toBe(expected);
  });

  it("sees a body that comes in many chunks as one", async () => {
    async function* chunks(): AsyncGenerator<string> {
      for (let i = 0; i < 50; ++i) yield "0123456789".repeat(100);
    }
    const arrived = await send("request-replace", { method: "POST", body: chunks() });
    expect(arrived.body).toBe("replaced 50000 bytes");
  });

  it("passes a body on untouched", async () => {
    const body = "x".repeat(300_000);
    expect((await send("", { method: "PUT", body })).body).toBe(body);
  });

  it("replaces the response's body", async () => {
    const headers = { "x-do": "response-replace", "x-answer": "secret" };
    const response = await gateway.fetch("/", { headers });
    expect(await response.text()).toBe("a ******, the ******");
    expect(response.headers.get("content-length")).toBeNull();
  });

  it("appends to the response's body as it passes", async () => {
    const response = await gateway.fetch("/", { headers: { "x-do": "response-append-each", "x-answer": "secret" } });
    expect(await response.text()).toBe("a secret, the secret.");
  });

  it("answers the client itself", async () => {
    const response = await gateway.fetch("/", { headers: { "x-do": "reply" } });
    expect(response.status).toBe(418);
    expect(response.headers.get("x-reason")).toBe("teapot");
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.text()).toBe('{"short":"stout"}');
    expect(response.headers.get("x-upstream-status")).toBe("418");
  });

  it("answers in place of the upstream's response", async () => {
    const response = await gateway.fetch("/", { headers: { "x-do": "late-reply" } });
    expect(response.status).toBe(502);
    expect(await response.text()).toBe("not that one");
  });

  it("refuses to resume what is not there or not paused, where Envoy would crash or answer twice", async () => {
    const arrived = await send("resume-early");
    expect(valuesOf(arrived, "x-early")).toEqual(["22"]);
    const response = await gateway.fetch("/", { headers: { "x-do": "resume-twice", "x-answer": "secret" } });
    expect(response.headers.get("x-resumed")).toBe("2");
    expect(await response.text()).toBe("a secret, the secret");
  });

  it("refuses to answer a stream that is over, where Envoy would crash", async () => {
    for (let i = 0; i < 5; ++i) {
      expect((await gateway.fetch("/", { headers: { "x-do": "reply-late" } })).status).toBe(200);
    }
    expect((await send("describe")).method).toBe("GET");
  });

  it("answers 500 in place of a reply with more fields than a host takes", async () => {
    const response = await gateway.fetch("/", { headers: { "x-do": "many-fields" } });
    expect(response.status).toBe(500);
  });

  it("answers 500 in place of a status that no client could read", async () => {
    expect((await gateway.fetch("/", { headers: { "x-do": "bad-status" } })).status).toBe(500);
  });

  it("lets no value split a response in two", async () => {
    const response = await gateway.fetch("/", { headers: { "x-do": "split-response" } });
    expect(response.headers.get("x-status")).toBe("2");
    for (const name of ["x-a", "x-b", "x-c", "set-cookie"]) expect(response.headers.has(name), name).toBe(false);
  });

  it("answers 500 in place of a reply that would split, and lets nothing pass", async () => {
    const response = await gateway.fetch("/", { headers: { "x-do": "split" } });
    expect(response.status).toBe(500);
    expect(response.headers.has("set-cookie")).toBe(false);
    expect(await response.text()).toBe("");
  });

  it("changes the response's status", async () => {
    expect((await gateway.fetch("/", { headers: { "x-do": "status" } })).status).toBe(299);
  });

  it("changes trailers both ways", async () => {
    const response = await gateway.fetch("/", {
      ...{ method: "POST", body: "x", trailers: { "x-start": "1" } },
      headers: { "x-answer": "trailers", te: "trailers" },
    });
    expect(await response.text()).toBe("with trailers");
    expect(await response.trailers).toEqual([
      ["x-end", "1"],
      ["x-seen", "response"],
    ]);
  });

  it("scrubs large bodies or breaks off, lets none pass, and goes on with small ones", async () => {
    await using large = await serve({
      ...{ engine, filter: "test/fixtures/filters/messages", bufferLimitBytes: 40 * MEBIBYTE },
      upstream: (request) => new Response("secret".repeat((Number(request.headers.get("x-size")) * MEBIBYTE) / 6)),
    });
    const sizes = [1, 4, 9, 13, 30, 1, 2, 1];
    for (const size of sizes) {
      const body = await large
        .fetch("/", { headers: { "x-do": "response-replace", "x-size": String(size) } })
        .then((response) => response.text())
        .catch(() => null);
      // The headers went on before the body came: a local reply can then only break the connection.
      if (size > 4) expect(body === null, `${size} MiB`).toBe(true);
      else expect(body === "******".repeat((size * MEBIBYTE) / 6), `${size} MiB`).toBe(true);
    }
    expect(large.logs.filter((entry) => entry.level === "critical")).toEqual([]);
  });

  it("serves a thousand requests at once, each with its own state", async () => {
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, i) =>
        send(i % 2 === 0 ? "request-append" : "rewrite", { method: "POST", body: `${i}` }, `/${i}`),
      ),
    );
    answers.forEach((arrived, i) => {
      expect(arrived.body).toBe(i % 2 === 0 ? `${i} and more` : `${i}`);
      expect(arrived.path).toBe(i % 2 === 0 ? `/${i}` : `/rewritten?from=/${i}`);
    });
  });
});
