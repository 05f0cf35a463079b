import { createConnection } from "node:net";
import { describe, expect, it } from "vitest";
import { engines, serve, type UpstreamRequest } from "../../../tooling/testing/index.js";
import type { ToolError } from "../../../tooling/error.js";
import { refuseStreamTimeout } from "../../../tooling/testing/stream-timeout.js";
import {
  assemble,
  logs,
  recordsMetrics,
  refusesConfiguration,
  setsHeader,
  showsConfiguration,
} from "../envoy/modules.js";

const passThrough = assemble(`(module
  (memory (export "memory") 1 1)
  (func (export "malloc") (param i32) (result i32) (i32.const 0))
  (func (export "proxy_abi_version_0_2_1")))`);

/** Answers with what it received. */
const echo = async (request: UpstreamRequest): Promise<Response> =>
  Response.json({
    method: request.method,
    path: request.path,
    lines: request.headerLines,
    body: await request.text(),
    trailers: await request.trailers,
  });

interface Echo {
  readonly method: string;
  readonly path: string;
  readonly lines: [string, string][];
  readonly body: string;
  readonly trailers: [string, string][];
}

describe("serve", () => {
  const filter = passThrough;
  it.each([
    ["configuration", { filter, configuration: {} }, "serve: configuration is not known", "did you mean config?"],
    [
      "another member",
      { filter, confg: {} },
      "serve: confg is not known",
      expect.stringContaining(" config, ") as string,
    ],
    [
      "a plugin's vmConfiguration",
      { plugins: [{ filter }, { filter, vmConfiguration: "" }] },
      "serve: plugins[1]: vmConfiguration is not known",
      "did you mean vmConfig?",
    ],
  ])(
    "refuses %s, which it would not read, and says the mend where test runners show it",
    async (_, options, what, hint) => {
      const error: unknown = await serve({ engine: "node", ...options }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "ERR_USAGE", hint });
      const { message, hint: mend } = error as ToolError;
      expect(message).toBe(`${what}\nhint: ${mend}`);
    },
  );
});

describe.each(engines)("serve on %s", (engine) => {
  it("runs a module in front of the handler", async () => {
    await using gateway = await serve({
      engine,
      filter: setsHeader("x-wasm", "1"),
      upstream: (request) => Response.json([...request.headers]),
    });
    const response = await gateway.fetch("/");
    expect(response).toBeInstanceOf(Response);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toContainEqual(["x-wasm", "1"]);
    expect(gateway.engine).toBe(engine);
  });

  it("runs a chain in its order", async () => {
    const plugins = [{ filter: setsHeader("x-last", "a") }, { filter: setsHeader("x-last", "b") }];
    await using gateway = await serve({ engine, plugins, upstream: echo });
    const { lines } = (await (await gateway.fetch("/")).json()) as Echo;
    expect(lines.filter(([name]) => name === "x-last")).toEqual([["x-last", "b"]]);
  });

  it.each([
    ["an object", { a: 1 }, '{"a":1}'],
    ["text", "plain", "plain"],
    ["bytes", new Uint8Array([0xe9, 0x21]), "\u00e9!"],
  ])("hands over %s as the configuration", async (_, config, expected) => {
    await using gateway = await serve({ engine, filter: showsConfiguration(), config, upstream: echo });
    const { lines } = (await (await gateway.fetch("/")).json()) as Echo;
    expect(lines).toContainEqual(["x-configuration", expected]);
  });

  it("repeats why a configuration is refused", async () => {
    const start = serve({ engine, filter: refusesConfiguration("$.key: is missing"), name: "picky", config: {} });
    await expect(start).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      hint: "mend the configuration as the message says",
    });
    await expect(start).rejects.toThrow("$.key: is missing");
  });

  it("knows the answer to a stream on which nothing goes on from an upstream's own", async () => {
    const upstream = ({ path }: UpstreamRequest): Response | Promise<Response> =>
      path === "/own" ? new Response("stream timeout", { status: 504 }) : new Promise(() => undefined);
    await using gateway = await serve({ engine, filter: passThrough, streamIdleTimeoutMs: 200, upstream });
    const [waiting, own] = [await gateway.fetch("/"), await gateway.fetch("/own")];
    await expect(refuseStreamTimeout(waiting, "GET /", 200)).rejects.toMatchObject({
      code: "ERR_STREAM_TIMEOUT",
      message: "GET /: nothing happened on the stream for 0.2 s",
      hint: expect.stringContaining("followed by what continues it") as string,
    });
    await refuseStreamTimeout(own, "GET /own", 200);
    expect([await waiting.text(), await own.text()]).toEqual(["stream timeout", "stream timeout"]);
  });

  it.each(["/a/../b", "/a/./%2e%2e//b%2f..?x=../y", "/public%2f..%2fadmin", "/%00", "/\\..\\x"])(
    "sends the path %j as it is",
    async (path) => {
      await using gateway = await serve({ engine, filter: passThrough, upstream: echo });
      expect(((await (await gateway.fetch(path)).json()) as Echo).path).toBe(path);
    },
  );

  it("keeps header bytes and lines of the same name, in both directions", async () => {
    await using gateway = await serve({
      engine,
      filter: passThrough,
      upstream: (request) => ({
        headers: request.headerLines.filter(([name]) => name.startsWith("x-")),
        body: "ok",
      }),
    });
    const response = await gateway.fetch("/", {
      headers: [
        ["X-Same", "one"],
        ["x-same", "two, three"],
        ["x-bytes", new Uint8Array([0x61, 0xff, 0xc3])],
        ["x-empty", ""],
      ],
    });
    expect(response.headerLines.filter(([name]) => ["x-same", "x-bytes", "x-empty"].includes(name))).toEqual([
      ["x-same", "one"],
      ["x-same", "two, three"],
      ["x-bytes", "a\u00ff\u00c3"],
      ["x-empty", ""],
    ]);
    expect(await response.text()).toBe("ok");
  });

  it("keeps header bytes before a body of text chunks", async () => {
    await using gateway = await serve({ engine, filter: passThrough, upstream: echo });
    const body = (async function* () {
      yield "caf";
      yield "\u00e9";
    })();
    const response = await gateway.fetch("/", { method: "POST", headers: { "x-bytes": "a\u00ff" }, body });
    const { lines, body: received } = (await response.json()) as Echo;
    expect(lines).toContainEqual(["x-bytes", "a\u00ff"]);
    expect(received).toBe("caf\u00e9");
  });

  it("repeats the error of a body that breaks off", async () => {
    await using gateway = await serve({ engine, filter: passThrough, upstream: echo });
    const body = (async function* () {
      yield "first";
      throw new Error("source is dry");
    })();
    await expect(gateway.fetch("/", { method: "POST", body })).rejects.toThrow("source is dry");
  });

  it.each(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "TRACE"])(
    "sends %s with a body",
    async (method) => {
      await using gateway = await serve({ engine, filter: passThrough, upstream: echo });
      const response = await gateway.fetch("/", { method, body: "payload" });
      expect(await response.json()).toMatchObject({ method, body: "payload" });
    },
  );

  it("answers HEAD without a body", async () => {
    await using gateway = await serve({
      engine,
      filter: passThrough,
      upstream: () => new Response("body", { status: 203 }),
    });
    const response = await gateway.fetch("/", { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([203, ""]);
  });

  it.each([200, 204, 304, 404, 503])("passes the status %i", async (status) => {
    await using gateway = await serve({ engine, filter: passThrough, upstream: () => new Response(null, { status }) });
    expect((await gateway.fetch("/")).status).toBe(status);
  });

  it("announces the length of whole bodies", async () => {
    await using gateway = await serve({ engine, filter: passThrough, upstream: () => new Response("whole") });
    expect((await gateway.fetch("/")).headers.get("content-length")).toBe("5");
  });

  it("streams bodies in both directions", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    await using gateway = await serve({
      engine,
      filter: passThrough,
      upstream: (request) => new Response(request.body, { headers: { "x-started": "yes" } }),
    });
    const encoder = new TextEncoder();
    const writer = writable.getWriter();
    const pending = gateway.fetch("/", { method: "POST", body: readable });
    await writer.write(encoder.encode("first"));
    const response = await pending;
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first");
    await writer.write(encoder.encode("second"));
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("second");
    await writer.close();
    expect((await reader?.read())?.done).toBe(true);
  });

  it("passes trailers in both directions", async () => {
    await using gateway = await serve({
      engine,
      filter: passThrough,
      upstream: async (request) => {
        const body = await request.text();
        return { body, trailers: (await request.trailers).map(([name, value]) => [name, `${value}!`] as const) };
      },
    });
    const response = await gateway.fetch("/", { method: "POST", body: "b", trailers: { "x-end": "1" } });
    expect(await response.text()).toBe("b");
    expect(await response.trailers).toEqual([["x-end", "1!"]]);
  });

  it("aborts a request when the signal says so", async () => {
    const controller = new AbortController();
    let isReached = false;
    await using gateway = await serve({
      engine,
      filter: passThrough,
      upstream: () => {
        isReached = true;
        controller.abort(new Error("enough"));
        return new Promise(() => undefined);
      },
    });
    await expect(gateway.fetch("/", { signal: controller.signal })).rejects.toThrow("enough");
    expect(isReached).toBe(true);
  });

  it("answers 500 for a handler that throws, and throws its error at the end", async () => {
    const gateway = await serve({
      engine,
      filter: passThrough,
      upstream: () => {
        throw new Error("a bug in the test");
      },
    });
    expect((await gateway.fetch("/")).status).toBe(500);
    await expect(gateway.close()).rejects.toThrow("a bug in the test");
    await gateway.close();
  });

  it("has read the log lines of a request when its response is there", async () => {
    await using gateway = await serve({ engine, filter: logs(2, "seen"), name: "chatty" });
    for (let requests = 1; requests <= 20; requests++) {
      const before = gateway.logs.length;
      await gateway.fetch("/");
      expect(gateway.logs.slice(before)).toEqual([{ level: "info", plugin: "chatty", message: "seen" }]);
    }
  });

  it("reads metrics with their labels", async () => {
    const filter = recordsMetrics([{ type: 0, name: "hits;method=GET", value: 1 }]);
    await using gateway = await serve({ engine, filter, metricLabels: ["method"] });
    await (await gateway.fetch("/")).text();
    await (await gateway.fetch("/")).text();
    expect(await gateway.metrics()).toContainEqual({
      name: "hits",
      type: "counter",
      labels: { method: "GET" },
      value: 2,
    });
  });

  it("leaves no listening port behind", async () => {
    let upstream = "";
    const gateway = await serve({
      engine,
      filter: passThrough,
      upstream: (request) => new Response((upstream = request.headers.get("host") ?? "")),
    });
    await gateway.fetch("/");
    await gateway.close();
    expect(upstream).not.toBe("");
    const { hostname, port } = new URL(gateway.url);
    const error = await new Promise((resolve) => {
      createConnection(Number(port), hostname)
        .once("error", resolve)
        .once("connect", () => resolve(null));
    });
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
  });

  it.each([
    ["no filter", {}, "ERR_USAGE"],
    ["two descriptions", { filter: passThrough, plugins: [] }, "ERR_USAGE"],
    ["a path that leads nowhere", { filter: "no/such/filter" }, "ERR_FILE_NOT_FOUND"],
    ["a file that leads nowhere", { filter: "no/such/module.wasm" }, "ERR_FILE_NOT_FOUND"],
    ["a TCP filter of which nothing is said", { filter: "examples/tcp-log" }, "ERR_USAGE"],
    ["an access logger of which nothing is said", { filter: "examples/access-log" }, "ERR_USAGE"],
  ])("refuses %s", async (_, options, code) => {
    await expect(serve({ engine, ...options })).rejects.toMatchObject({ code });
  });
});
