import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "sluice/testing";
import { findMarked } from "../../../tooling/manifest/find-marked.js";
import { runCli, temporaryFolder } from "./run-cli.js";
import { HELLO_SCHEMA, writeHello } from "./sources.js";
import { end, startRun } from "./start-run.js";

/** Tells the upstream the length of the body in a header. */
const SOURCE = `import { Flow, HttpFilter, Request, register } from "sluice/sdk";

class Hello extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    return request.endOfStream ? Flow.Continue : Flow.Pause;
  }
  onRequestBody(request: Request): Flow {
    if (!request.endOfStream) return Flow.Pause;
    request.headers.set("x-length", request.body.byteLength.toString());
    return Flow.Continue;
  }
}
register("hello", () => new Hello());
`;
const NEEDING = '{"body": true}';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let module = "";

beforeAll(async () => {
  folder = await temporaryFolder();
  const path = await writeHello(folder.path, SOURCE);
  const body = { type: "boolean", default: false, "x-allow-on-headers-stop-iteration": true };
  await writeFile(join(path, "config.schema.json"), JSON.stringify({ ...HELLO_SCHEMA, properties: { body } }));
  module = join(folder.path, "hello.wasm");
  expect(await runCli(["build", "hello", "-o", module], { cwd: folder.path })).toMatchObject({ code: 0 });
});
afterAll(() => folder[Symbol.asyncDispose]());

describe.each(engines)("sluice run --engine %s lets headers wait for the body", (engine) => {
  it.each([
    ["where the configuration needs it", ["--config", NEEDING]],
    ["by a flag", ["--allow-on-headers-stop-iteration"]],
  ])("%s", async (_when, args) => {
    const { child, url } = await startRun([module, "--engine", engine, ...args]);
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(url, { method: "POST", body: "four", signal }).finally(() => end(child, "SIGTERM"));
    expect(((await response.json()) as { headers: unknown }).headers).toContainEqual(["x-length", "4"]);
  });
});

describe("sluice manifest of a configuration that lets headers wait", () => {
  const manifest = (...args: string[]) =>
    runCli(["manifest", module, "--url", "https://example.com/a.wasm", "--selector", "a=b", "--config", ...args]);

  it("sets what it needs, and nothing for another configuration", async () => {
    const field = "allow_on_headers_stop_iteration: true";
    expect((await manifest(NEEDING, "--kind", "EnvoyFilter")).stdout).toContain(field);
    expect((await manifest("{}", "--kind", "EnvoyFilter")).stdout).not.toContain(field);
  });

  it.each([
    ["WasmPlugin", [], "which no WasmPlugin can have"],
    ["TrafficExtension", [], "which no TrafficExtension can have"],
    ["EnvoyFilter", ["--target", "istio@1.27"], "which is not for istio@1.27"],
  ])("is refused for a %s %j", async (kind, args, message) => {
    const { code, stdout, stderr } = await manifest(NEEDING, "--kind", kind, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`--config: $.body needs allow_on_headers_stop_iteration, ${message}`);
  });
});

it("ext-authz needs it for the request's body alone", async () => {
  const schema: unknown = JSON.parse(await readFile("filters/ext-authz/config.schema.json", "utf8"));
  const configuration = { service: { type: "http" }, with_request_body: { max_request_bytes: 9 } };
  expect(findMarked(configuration, schema, "x-allow-on-headers-stop-iteration")).toMatchObject([
    { path: "$.with_request_body" },
  ]);
});
