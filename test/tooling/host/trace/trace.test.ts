import { createHmac } from "node:crypto";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../tooling/host/clock.js";
import { Host, type HostOptions } from "../../../../tooling/host/host.js";
import type { Pair } from "../../../../tooling/host/http/pairs.js";
import { loadModule } from "../../../../tooling/testing/load-module.js";
import { answer, open } from "../exchange.js";
import { hostWith, on, probePlugin } from "../probe.js";

const SECRET = "a secret of thirty-two bytes or more";
const base64url = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

function makeToken(): string {
  const signed = `${base64url({ alg: "HS256" })}.${base64url({ sub: "ada" })}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}

/** A filter on a host whose clock stands still, and the trace of its start and of these requests. */
async function traceOf(filter: string, requests: readonly (readonly Pair[])[], config?: object): Promise<string> {
  const lines: string[] = [];
  const host = new Host({ clock: new FakeClock(1_800_000_000_000), onTrace: (line) => lines.push(line) });
  const { module, papers } = await loadModule(filter);
  const rootId = papers?.rootIds[0] ?? "";
  const configuration = config === undefined ? {} : { configuration: JSON.stringify(config) };
  await host.loadPlugin({ name: rootId, rootId, module, ...configuration });
  host.start();
  for (const headers of requests) {
    const exchange = open(host, headers, true);
    if (exchange.client.headers === null) answer(exchange, 200, "ok");
  }
  host.close();
  return `${lines.join("\n")}\n`;
}

/** Runs operations of the probe in its request headers callback; returns the lines of the trace meanwhile. */
async function lines(operations: readonly string[], options: HostOptions = {}): Promise<string[]> {
  const traced: string[] = [];
  const host = await hostWith([on("request_headers", operations)], {
    ...options,
    onTrace: (line) => traced.push(line),
  });
  traced.length = 0;
  open(host, [["authorization", "Bearer sesame"]], true);
  const start = traced.findIndex((line) => line.startsWith("==> proxy_on_request_headers"));
  return traced.slice(start).filter((line) => !line.includes("proxy_log("));
}

// `vitest run -u` writes the files anew.
describe("the trace, letter by letter", () => {
  it.each([
    ["hello", "test/fixtures/filters/hello", [[]], undefined],
    [
      "auth",
      "filters/auth",
      [[["authorization", `Bearer ${makeToken()}`]], [["authorization", "Bearer forged.by.someone"]], []],
      { jwt_secret: SECRET },
    ],
  ] satisfies [string, string, Pair[][], object | undefined][])("%s", async (name, filter, requests, config) => {
    const trace = await traceOf(filter, requests, config);
    const path = fileURLToPath(new URL(`../../../golden/host/${name}.trace`, import.meta.url));
    await expect(trace).toMatchFileSnapshot(path);
    expect(await traceOf(filter, requests, config)).toBe(trace);
  });
});

describe("a trace", () => {
  it("frames the host calls of a callback by what the host called and what the guest answered", async () => {
    expect(await lines(["get 0 :path", "get 0 nope", "set 0 x-a b", "return 1"])).toEqual([
      "==> proxy_on_request_headers(context=2, headers=6, end_of_stream=true)",
      '    proxy_get_header_map_value(HttpRequestHeaders, ":path") → Ok "/"',
      '    proxy_get_header_map_value(HttpRequestHeaders, "nope") → NotFound',
      '    proxy_replace_header_map_value(HttpRequestHeaders, "x-a", "b") → Ok',
      "<== StopIteration",
    ]);
  });

  it("shows that there is a secret, and not the secret", async () => {
    const traced = await lines([
      "get 0 authorization",
      "pairs 0",
      "add 0 x-api-key sesame",
      "set 0 cookie id=sesame",
      "property request|headers|authorization",
      "property request|headers",
      "foreign sign sesame",
      "call auth :method=GET,:path=/,:authority=a,proxy-authorization=sesame _ 1",
    ]);
    expect(traced).toContain('    proxy_get_header_map_value(HttpRequestHeaders, "authorization") → Ok ***');
    expect(traced).toContain('    proxy_add_header_map_value(HttpRequestHeaders, "x-api-key", ***) → Ok');
    expect(traced.join("\n")).toContain("authorization: ***");
    expect(traced.join("\n")).not.toContain("sesame");
  });

  it("bounds and escapes what it shows", async () => {
    const [, long, bytes] = await lines([`set 0 x-long ${"a".repeat(500)}`, "set 0 x-bytes %ff%22%0a"]);
    expect(long).toBe(
      `    proxy_replace_header_map_value(HttpRequestHeaders, "x-long", "${"a".repeat(64)}…" (500 bytes)) → Ok`,
    );
    expect(bytes).toContain(String.raw`"\xff\"\x0a"`);
  });

  it("shows of a configuration its size only", async () => {
    const traced: string[] = [];
    const host = new Host({ onTrace: (line) => traced.push(line) });
    await host.loadPlugin(await probePlugin({ script: "never secret sesame" }));
    expect(traced.join("\n")).toContain("proxy_get_buffer_bytes(PluginConfiguration, 0, 19) → Ok <19 bytes>");
    expect(traced.join("\n")).not.toContain("sesame");
    expect(traced.filter((line) => line.startsWith("---"))).toEqual([
      '--- base, plugin "p0"',
      '--- canary, plugin "p0"',
      '--- main thread, plugin "p0"',
    ]);
  });

  it("shows statuses, numbers and types that nobody knows as numbers", async () => {
    const traced = await lines(["get 9 a", "define 7 c", "define 0 c", "increment 4 -1", "bad_get 0 :path"]);
    expect(traced.slice(1, -1)).toEqual([
      '    proxy_get_header_map_value(9, "a") → BadArgument',
      '    proxy_define_metric(7, "c") → BadArgument',
      '    proxy_define_metric(Counter, "c") → Ok 4',
      "    proxy_increment_metric(4, -1) → BadArgument",
      '    proxy_get_header_map_value(HttpRequestHeaders, ":path") → InvalidMemoryAccess',
    ]);
  });

  it("says where a guest trapped", async () => {
    expect((await lines(["trap"])).slice(0, 2)).toEqual([
      "==> proxy_on_request_headers(context=2, headers=6, end_of_stream=true)",
      "<== trap: Uncaught RuntimeError: unreachable",
    ]);
  });
});
