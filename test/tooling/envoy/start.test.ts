import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type RequestListener,
  type RequestOptions,
  type Server,
} from "node:http";
import { once } from "node:events";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LogEntry } from "../../../tooling/gateway.js";
import { startEnvoy } from "../../../tooling/envoy/index.js";
import {
  callsHostFromStart,
  importsUnknown,
  logs,
  loopsForEver,
  recordsMetrics,
  refusesConfiguration,
  setsHeader,
  showsConfiguration,
  trapsOnConfigure,
} from "./modules.js";

let server: Server;
let upstream: string;
let onRequest: RequestListener;

const listen = (target: { listen: Server["listen"]; address: Server["address"] }): Promise<number> =>
  new Promise((resolve) => target.listen(0, "127.0.0.1", () => resolve((target.address() as AddressInfo).port)));

const echoHeaders: RequestListener = (request, response) => response.end(JSON.stringify(request.rawHeaders));

beforeEach(async () => {
  onRequest = echoHeaders;
  server = createServer((request, response) => onRequest(request, response));
  upstream = `http://127.0.0.1:${await listen(server)}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends what WHATWG fetch would not: a path as it is, and trailers. */
const send = async (
  url: string,
  options: RequestOptions,
  body = "",
  trailers: Record<string, string> = {},
): Promise<{ body: string; trailers: IncomingMessage["trailers"] }> => {
  const request = httpRequest(url, { ...options, agent: false });
  if (body !== "") request.write(body);
  request.addTrailers(trailers);
  const [response] = (await once(request.end(), "response")) as [IncomingMessage];
  return { body: await text(response), trailers: response.trailers };
};

const headerFrom = async (response: Response, name: string): Promise<string | undefined> => {
  const pairs = (await response.json()) as string[];
  const index = pairs.findIndex((entry, position) => position % 2 === 0 && entry === name);
  return index < 0 ? undefined : pairs[index + 1];
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("startEnvoy", () => {
  it("serves requests through the plugins in their order", async () => {
    await using gateway = await startEnvoy({
      plugins: [
        { name: "first", rootId: "", module: setsHeader("x-plugin", "first") },
        { name: "second", rootId: "", module: setsHeader("x-plugin", "second") },
      ],
      upstream,
    });
    expect(await headerFrom(await fetch(gateway.url), "x-plugin")).toBe("second");
    expect(gateway).toMatchObject({ engine: "envoy", statsUrl: `${gateway.adminUrl}/stats/prometheus` });
  });

  it("leaves the path as the client sent it", async () => {
    onRequest = (request, response) => response.end(request.url);
    await using gateway = await startEnvoy({ plugins: [], upstream });
    const path = "/a//b/../%2e%2e/c%2Fd?q=%20";
    expect((await send(gateway.url, { path })).body).toBe(path);
  });

  it.each([
    ["text", '{"greeting":"Grüße"}', '{"greeting":"Grüße"}'],
    ["bytes that are not UTF-8", new Uint8Array([0x61, 0xff, 0x7a]), "a\u00ffz"],
  ])("hands %s over as the configuration", async (_, configuration, expected) => {
    const module = showsConfiguration();
    await using gateway = await startEnvoy({ plugins: [{ name: "p", rootId: "", module, configuration }], upstream });
    const seen = (await headerFrom(await fetch(gateway.url), "x-configuration")) ?? "";
    expect(Buffer.from(seen, "latin1")).toEqual(
      Buffer.from(expected, typeof configuration === "string" ? "utf8" : "latin1"),
    );
  });

  it("passes trailers in both directions", async () => {
    onRequest = (request, response) => {
      request.resume().once("end", () => {
        response.writeHead(200).write("body");
        response.addTrailers({ "x-reply": String(request.trailers["x-sent"]) });
        response.end();
      });
    };
    await using gateway = await startEnvoy({ plugins: [], upstream });
    expect((await send(gateway.url, { method: "POST" }, "body", { "x-sent": "42" })).trailers).toEqual({
      "x-reply": "42",
    });
  });

  it("reaches an upstream by name", async () => {
    await using gateway = await startEnvoy({ plugins: [], upstream: upstream.replace("127.0.0.1", "localhost") });
    expect((await fetch(gateway.url)).status).toBe(200);
  });

  it("hands out every log line as it comes, whatever a plugin writes into it", async () => {
    const message = 'one\ntwo\t"three" \\ [critical][wasm] wasm log other: ü';
    const seen: LogEntry[] = [];
    const gateway = await startEnvoy({
      plugins: [{ name: "my plugin", rootId: "root", vmId: "vm", module: logs(3, message) }],
      upstream,
      onLog: (entry) => seen.push(entry),
    });
    await fetch(gateway.url);
    await gateway.close();
    const entry = { level: "warn", plugin: "my plugin", message };
    // Configured in the canary, on the main thread and on the worker; then the request.
    expect(gateway.logs).toEqual([entry, entry, entry, entry]);
    expect(seen).toEqual(gateway.logs);
  });

  it("lets the debug lines of plugins through when asked", async () => {
    const plugins = [{ name: "p", rootId: "", module: logs(1, "detail") }];
    const quiet = await startEnvoy({ plugins, upstream });
    await quiet.close();
    expect(quiet.logs).toEqual([]);
    const chatty = await startEnvoy({ plugins, upstream, logLevel: "debug" });
    await chatty.close();
    expect(chatty.logs).toContainEqual({ level: "debug", plugin: "p", message: "detail" });
  });
});

describe("metrics", () => {
  it("are exact at the time of the call, labels taken out of the name", async () => {
    const module = recordsMetrics([
      { type: 0, name: "requests_total;method=GET;status_class=2xx", value: 1 },
      { type: 0, name: "requests_total;status_class=;method=a.b:c/d e", value: 2 },
      { type: 1, name: "in_flight", value: 7 },
      { type: 2, name: "duration_ms;method=GET", value: 17 },
    ]);
    await using gateway = await startEnvoy({
      plugins: [{ name: "metrics", rootId: "", module }],
      upstream,
      workers: 2,
      metricLabels: ["method", "status_class"],
    });
    for (let requests = 1; requests <= 5; requests++) {
      await fetch(gateway.url);
      const samples = await gateway.metrics();
      expect(samples).toHaveLength(4);
      expect(samples).toEqual(
        expect.arrayContaining([
          { name: "requests_total", type: "counter", labels: { method: "GET", status_class: "2xx" }, value: requests },
          {
            name: "requests_total",
            type: "counter",
            labels: { method: "a.b:c/d e", status_class: "" },
            value: 2 * requests,
          },
          { name: "in_flight", type: "gauge", labels: {}, value: 7 },
          expect.objectContaining({
            name: "duration_ms",
            type: "histogram",
            labels: { method: "GET" },
            count: requests,
          }),
        ]),
      );
    }
    const page = await (await fetch(gateway.statsUrl)).text();
    expect(page).toContain('requests_total{method="GET",status_class="2xx"} 5\n');
    expect(page).toContain('duration_ms_count{method="GET"} 5\n');
  });

  it("are none without plugins", async () => {
    await using gateway = await startEnvoy({ plugins: [], upstream });
    expect(await gateway.metrics()).toEqual([]);
  });
});

describe("a start that fails", () => {
  it.each(["port", "adminPort"] as const)("names the %s that is in use", async (option) => {
    const blocker = createTcpServer();
    const port = await listen(blocker as unknown as Server);
    try {
      await expect(startEnvoy({ plugins: [], upstream, [option]: port })).rejects.toMatchObject({
        code: "ERR_PORT_IN_USE",
        message: `port ${port} on 127.0.0.1 is in use`,
        exitCode: 2,
      });
    } finally {
      blocker.close();
    }
  });

  it("finds a named port taken by another gateway", async () => {
    await using first = await startEnvoy({ plugins: [], upstream });
    const port = Number(new URL(first.url).port);
    await expect(startEnvoy({ plugins: [], upstream, port })).rejects.toMatchObject({ code: "ERR_PORT_IN_USE" });
  });

  it("repeats what the plugin said about its configuration", async () => {
    const module = refusesConfiguration("$.jwt_secret: must be a string");
    const plugins = [
      { name: "fine", rootId: "", module: setsHeader("x-a", "b") },
      { name: "auth", rootId: "auth", module },
    ];
    await expect(startEnvoy({ plugins, upstream })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: 'plugin "auth" refused its configuration: $.jwt_secret: must be a string',
    });
  });

  it.each([
    ["traps", trapsOnConfigure(), "proxy_on_configure failed: Uncaught RuntimeError: unreachable"],
    ["needs an unknown host function", importsUnknown(), "missing import: env.proxy_unheard_of"],
    ["is no module", new TextEncoder().encode("#!/bin/sh"), "Failed to parse corrupted Wasm module"],
  ])("says why a module is refused that %s", async (_, module, reason) => {
    const start = startEnvoy({ plugins: [{ name: "bad", rootId: "", module }], upstream });
    await expect(start).rejects.toMatchObject({ code: "ERR_MODULE_REFUSED" });
    await expect(start).rejects.toThrow(`Envoy refused plugin "bad": `);
    await expect(start).rejects.toThrow(reason);
  });

  it("tells that a module crashed Envoy", async () => {
    const plugins = [{ name: "p", rootId: "", module: callsHostFromStart() }];
    await expect(startEnvoy({ plugins, upstream })).rejects.toMatchObject({
      code: "ERR_ENVOY_START",
      message: expect.stringMatching(/^Envoy ended with SIGSEGV before it was ready/) as string,
      hint: expect.stringContaining("sluice check") as string,
    });
  });

  it.each(["ftp://127.0.0.1", "http://127.0.0.1/path", "http://u:hunter2@127.0.0.1", "127.0.0.1:80", ""])(
    "refuses %j as the upstream, without repeating it",
    async (origin) => {
      const start = startEnvoy({ plugins: [], upstream: origin });
      await expect(start).rejects.toMatchObject({
        code: "ERR_USAGE",
        message: expect.stringContaining('"upstream"') as string,
      });
      await expect(start).rejects.not.toThrow("hunter2");
    },
  );

  it("gives up at the deadline", async () => {
    await expect(startEnvoy({ plugins: [], upstream, startTimeoutMs: 1 })).rejects.toMatchObject({
      code: "ERR_ENVOY_START",
      message: "Envoy was not ready after 0.001 s",
    });
  });
});

describe("the end", () => {
  it("leaves no process and no file behind", async () => {
    const temporary = await mkdtemp(join(tmpdir(), "start-test-"));
    vi.stubEnv("TMPDIR", temporary);
    try {
      const gateway = await startEnvoy({ plugins: [], upstream });
      expect(isAlive(gateway.pid)).toBe(true);
      expect(await readdir(temporary)).toHaveLength(1);
      await gateway.close();
      await gateway.close();
      expect(isAlive(gateway.pid)).toBe(false);
      expect(await readdir(temporary)).toEqual([]);
      await expect(fetch(gateway.url)).rejects.toThrow();
      await expect(startEnvoy({ plugins: [], upstream: "nonsense" })).rejects.toThrow();
      await expect(startEnvoy({ plugins: [], upstream, startTimeoutMs: 1 })).rejects.toThrow();
      expect(await readdir(temporary)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      await rm(temporary, { recursive: true, force: true });
    }
  });

  it("comes although a plugin holds the worker for ever", async () => {
    const gateway = await startEnvoy({ plugins: [{ name: "p", rootId: "", module: loopsForEver() }], upstream });
    const controller = new AbortController();
    const pending = fetch(gateway.url, { signal: controller.signal });
    await vi.waitFor(() => expect(gateway.logs).toMatchObject([{ message: "looping" }]), { timeout: 10_000 });
    controller.abort();
    await expect(pending).rejects.toThrow();
    await gateway.close();
    expect(isAlive(gateway.pid)).toBe(false);
    expect(await gateway.exited).toEqual({ code: null, signal: "SIGKILL" });
  });

  it("is told when Envoy ends by itself", async () => {
    await using gateway = await startEnvoy({ plugins: [], upstream });
    process.kill(gateway.pid, "SIGKILL");
    expect(await gateway.exited).toEqual({ code: null, signal: "SIGKILL" });
  });
});
