import { once } from "node:events";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "sluice/testing";
import { assemble } from "../compile/assemble.js";
import { signToken } from "../../../tooling/demo/token.js";
import { runCli, startCli, temporaryFolder, withoutEnvoy } from "./run-cli.js";
import { HELLO_SCHEMA, writeHello } from "./sources.js";
import { end, startRun } from "./start-run.js";

let built: Awaited<ReturnType<typeof temporaryFolder>>;
let module = "";

beforeAll(async () => {
  built = await temporaryFolder();
  await writeHello(built.path);
  const { code, stderr } = await runCli(["build", "hello", "-o", "hello.wasm"], { cwd: built.path });
  expect(stderr).toBe("");
  expect(code).toBe(0);
  module = join(built.path, "hello.wasm");
});
afterAll(() => built[Symbol.asyncDispose]());

function isListening(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

describe.each(engines)("sluice run --engine %s", (engine) => {
  it("serves a network filter before an echo of bytes", async () => {
    const { child, url } = await startRun(["examples/tcp-log", "--kind", "network", "--engine", engine]);
    const { protocol, hostname, port } = new URL(url);
    expect(protocol).toBe("tcp:");
    const socket = connect(Number(port), hostname);
    socket.end("bytes");
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe("bytes");
    expect(await end(child, "SIGTERM")).toBe(0);
  });

  it("serves the filter before an echo, logs on stderr, and ends at SIGTERM with nothing left", async () => {
    const { child, url, adminUrl, stderr } = await startRun([module, "--engine", engine]);
    const response = await fetch(`${url}/a?b=1`, { method: "POST", body: "text" });
    const echo = (await response.json()) as { headers: [string, string][] };
    expect(echo).toMatchObject({ method: "POST", path: "/a?b=1", body: "text" });
    expect(echo.headers).toContainEqual(["x-wasm", "1"]);
    if (engine === "envoy") expect(await (await fetch(`${adminUrl}/ready`)).text()).toBe("LIVE\n");
    else expect(adminUrl).toBeUndefined();

    expect(await end(child, "SIGTERM")).toBe(0);
    expect(stderr()).toContain("[hello] warn: hello from the filter\n");
    expect(await isListening(url)).toBe(false);
  });

  it.each(["here", "the flag"])("hands the plugin the variable of a secret, from %s", async (from) => {
    const secret = "a-secret-of-at-least-thirty-two-bytes";
    const flags = from === "here" ? [] : ["--env", `SECRET_OF_TEST=${secret}`];
    const env = from === "here" ? { SECRET_OF_TEST: secret } : {};
    const config = '{"jwt_secret": {"env": "SECRET_OF_TEST"}}';
    const args = ["filters/auth", "--config", config, "--engine", engine, ...flags];
    const { child, url, stderr } = await startRun(args, { env });
    const token = signToken({ sub: "ada" }, secret);
    expect((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect((await fetch(url)).status).toBe(401);
    expect(stderr()).not.toContain(secret);
    expect(await end(child, "SIGTERM")).toBe(0);
  });

  it("survives a filter that does not end, and ends at SIGTERM while it runs", { timeout: 60_000 }, async () => {
    const { child, url, stderr } = await startRun(["test/fixtures/filters/steps", "--engine", engine]);
    expect((await fetch(`${url}/loop`)).status).toBe(503);
    await expect.poll(stderr).toContain("million steps");
    const running = fetch(`${url}/loop`).catch(() => null);
    expect(await end(child, "SIGTERM")).toBe(0);
    await running;
  });

  it("gives the filter the clusters that it calls out to", async () => {
    const service = createHttpServer((_, response) => response.end("yes")).listen(0, "127.0.0.1");
    await once(service, "listening");
    const cluster = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const filter = "test/fixtures/filters/callout";
    const args = [filter, "--engine", engine, "--cluster", `first=${cluster}`, "--cluster", `second=${cluster}`];
    const { child, url, stderr } = await startRun(args);
    const echo = (await (await fetch(url)).json()) as { headers: [string, string][] };
    expect(echo.headers).toContainEqual(["x-second", "yes"]);
    expect(stderr()).not.toContain("--cluster");
    expect(await end(child, "SIGTERM")).toBe(0);
    service.close();
  });

  it("says how a filter that calls out to clusters gets them, where it has none", async () => {
    const { child, url, stderr } = await startRun(["examples/auth-by-callout", "--engine", engine]);
    expect((await fetch(url)).status).toBe(503);
    expect(stderr()).toContain("add --cluster NAME=http://HOST:PORT");
    expect(await end(child, "SIGTERM")).toBe(0);
  });

  it.runIf(engine === "envoy")("makes labels of those that the configuration names", async () => {
    const config = JSON.stringify({
      requests_total: ["tenant"],
      labels: [{ label: "tenant", from: "request_header", name: "x-tenant" }],
    });
    const args = ["filters/metrics", "--engine", engine, "--config", config, "--metric-label", "tenant"];
    const { child, url, adminUrl } = await startRun(args);
    await fetch(url, { headers: { "x-tenant": "acme" } });
    const scrape = async (): Promise<string> => (await fetch(`${adminUrl}/stats/prometheus`)).text();
    await expect.poll(scrape).toMatch(/^requests_total\{tenant="acme"\} 1$/m);
    expect(await end(child, "SIGTERM")).toBe(0);
  });

  it("runs a module of the Rust SDK, and notes that its memory has no bound", async () => {
    const { child, url, stderr } = await startRun(["test/bench/peers/rust/hello.wasm", "--engine", engine]);
    expect((await fetch(url)).headers.get("hello")).toBe("world!");
    expect(await end(child, "SIGTERM")).toBe(0);
    expect(stderr()).toContain("names no maximum for its memory");
  });

  it("ends at SIGINT with exit code 0", async () => {
    const { child, url } = await startRun([module, "--engine", engine]);
    expect(await end(child, "SIGINT")).toBe(0);
    expect(await isListening(url)).toBe(false);
  });

  it("refuses a port in use", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const result = await runCli(["run", module, "--engine", engine, "--port", String(port)]);
    taken.close();
    expect(result.stderr).toMatch(new RegExp(`^error: port ${port} on 127\\.0\\.0\\.1 is in use\nhint: .*\n$`));
    expect(result.stdout).toBe("");
    expect(result.code).toBe(2);
  });
});

describe("sluice run", () => {
  it("compiles a filter, and says one JSON document with --json", async () => {
    const child = startCli(["run", "hello", "--engine", "node", "--json"], { cwd: built.path });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    while (!stdout.endsWith("}\n")) await once(child.stdout, "data");
    const ready = JSON.parse(stdout) as { url: string };
    expect(ready).toMatchObject({ engine: "node", adminUrl: null });
    expect((await fetch(ready.url)).status).toBe(200);
    expect(await end(child, "SIGTERM")).toBe(0);
    expect(JSON.parse(stdout)).toEqual(ready);
  }, 120_000);

  it("sends requests to the upstream that is named", async () => {
    await using other = await (await import("../../../tooling/cli/echo-upstream.js")).startEchoUpstream();
    const { child, url } = await startRun([module, "--engine", "node", "--upstream", other.url]);
    expect(await (await fetch(`${url}/there`)).json()).toMatchObject({ path: "/there" });
    expect(await end(child, "SIGTERM")).toBe(0);
  });

  it("prints a trace of the in-process host, and refuses one of Envoy", async () => {
    const { child, url, stderr } = await startRun([module, "--engine", "node", "--trace"]);
    await fetch(url, { headers: { authorization: "Bearer sesame" } });
    expect(await end(child, "SIGTERM")).toBe(0);
    expect(stderr()).toMatch(/^==> proxy_on_request_headers\(context=2, headers=\d+, end_of_stream=true\)$/m);
    expect(stderr()).toMatch(/^ {4}proxy_\w+\(.*\) → Ok/m);
    expect(stderr()).not.toContain("sesame");
    const refused = await runCli(["run", module, "--trace"]);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/^error: --trace: .*\nhint: add --engine node\n$/);
  });

  it("falls back to the in-process host, and says so in one line, where no Envoy can be had", async () => {
    await using folder = await temporaryFolder();
    const { child, url, stderr } = await startRun([module], { env: withoutEnvoy(folder.path) });
    expect(stderr()).toMatch(/^note: running on the in-process host \(--engine node\): cannot install Envoy .*\n$/);
    expect((await fetch(url)).status).toBe(200);
    expect(await end(child, "SIGTERM")).toBe(0);
  });

  it("refuses to go on without Envoy where --engine envoy or --envoy asks for it", async () => {
    await using folder = await temporaryFolder();
    const env = withoutEnvoy(folder.path);
    const asked = await runCli(["run", module, "--engine", "envoy"], { env });
    expect(asked.stderr).toMatch(/^error: cannot install Envoy .*: there is no python3 on PATH\nhint: .*\n$/);
    expect(asked.code).toBe(1);
    const named = await runCli(["run", module, "--envoy", join(folder.path, "envoy")], { env });
    expect(named.stderr).toMatch(/^error: .* does not exist\nhint: .*\n$/);
    expect(named.code).toBe(2);
  });

  it("refuses a configuration that is no JSON, naming file or flag and place, and never its text", async () => {
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    await writeFile(join(cwd, "config.json"), '{\n  "jwt_secret": hunter2\n}\n');
    const file = await runCli(["run", module, "--config", "config.json"], { cwd });
    expect(file.stderr).toMatch(/^error: config\.json: .*line 2, column 17.*\nhint: .*\n$/);
    expect(file.stderr).not.toContain("hunter2");
    expect(file.code).toBe(2);
    const inline = await runCli(["run", module, "--config", '{"jwt_secret": "hunter2",}'], { cwd });
    expect(inline.stderr).toMatch(/^error: --config: .*line 1, column 26.*\nhint: .*\n$/);
    expect(inline.stderr).not.toContain("hunter2");
    expect(inline.code).toBe(2);
    const missing = await runCli(["run", module, "--config", "missing.json"], { cwd });
    expect(missing.stderr).toMatch(/^error: --config: no file at missing\.json\n/);
    expect(missing.code).toBe(2);
    const isFolder = await runCli(["run", module, "--config", "."], { cwd });
    expect(isFolder.stderr).toMatch(/^error: --config: cannot read \.: .*\n/);
    expect(isFolder.code).toBe(2);
  });

  it("refuses an unknown key of a configuration, with its JSON path", async () => {
    await using folder = await temporaryFolder();
    const path = await writeHello(folder.path);
    await copyFile(join(built.path, "hello/index.ts"), join(path, "index.ts"));
    await writeFile(join(path, "config.schema.json"), JSON.stringify(HELLO_SCHEMA));
    const { code, stderr } = await runCli(["run", path, "--engine", "node", "--config", '{"greetin": "hunter2"}']);
    expect(stderr).toMatch(/^error: .*\$\.greetin: unknown key\nhint: did you mean greeting\? /);
    expect(stderr).not.toContain("hunter2");
    expect(code).toBe(2);
  }, 120_000);

  it("refuses a module from another toolchain before any engine sees it", async () => {
    await using folder = await temporaryFolder();
    const foreign = assemble('(module (import "gojs" "exit" (func (param i32))) (memory (export "memory") 1))');
    await writeFile(join(folder.path, "foreign.wasm"), foreign);
    const { code, stdout, stderr } = await runCli(["run", "foreign.wasm"], { cwd: folder.path });
    expect(stderr).toMatch(/^error: foreign\.wasm: .*\nhint: .*\n$/);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("refuses what is no module, a folder without a filter, and what is not there", async () => {
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    await writeFile(join(cwd, "text.wasm"), "not a module");
    await mkdir(join(cwd, "folder"));
    const text = await runCli(["run", "text.wasm"], { cwd });
    expect(text.stderr).toMatch(/^error: text\.wasm: .*\nhint: .*\n$/);
    expect(text.code).toBe(2);
    const empty = await runCli(["run", "folder"], { cwd });
    expect(empty.stderr).toMatch(/^error: the folder folder has no index\.ts\n/);
    expect(empty.code).toBe(2);
    const missing = await runCli(["run", "missing.wasm"], { cwd });
    expect(missing.stderr).toMatch(/^error: module: no file at missing\.wasm\n/);
    expect(missing.code).toBe(2);
  });

  it.each([
    ["--port", "65536"],
    ["--port", "-1"],
    ["--port", "http"],
    ["--port", "80.5"],
    ["--admin-port", "1e3"],
    ["--upstream", "ftp://127.0.0.1"],
    ["--upstream", "127.0.0.1:80"],
    ["--upstream", "http://127.0.0.1/path"],
    ["--engine", "nginx"],
    ["--config", ""],
  ])("refuses %s %s, naming the flag", async (flag, value) => {
    const { code, stdout, stderr } = await runCli(["run", module, flag, value]);
    // The value may be a secret.
    expect(stderr).toMatch(new RegExp(`^error: option '${flag} <\\w+>': [A-Z].*\nhint: .*\n$`));
    expect(stderr).not.toContain(`'${value}'`);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it.each([
    [
      "a secret whose variable is not set",
      [],
      "error: --config: $.jwt_secret takes its value from $SECRET_OF_TEST, which is not set\n",
    ],
    ["a variable that is not set", ["--env", "SECRET_OF_TEST"], "SECRET_OF_TEST is not set in the environment.\n"],
    ["a variable that is there twice", ["--env", "A=hunter2", "--env", "A=hunter3"], "A is there twice.\n"],
    [
      "a value without a name",
      ["--env", "=hunter2"],
      "It must be NAME=VALUE, or the NAME of a variable that is set.\n",
    ],
  ])("refuses %s, and says no value", async (_what, flags, says) => {
    const config = '{"jwt_secret": {"env": "SECRET_OF_TEST"}}';
    const { code, stderr } = await runCli(["run", "filters/auth", "--config", config, ...flags]);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain("hunter");
    expect(code).toBe(2);
  });

  it("refuses a root id that the module has not", async () => {
    const { code, stderr } = await runCli(["run", module, "--root-id", "other"]);
    expect(stderr).toBe(`error: --root-id: ${module} has no plugin "other"\nhint: name one with --root-id: hello\n`);
    expect(code).toBe(2);
  });

  it("refuses flags of Envoy beside --engine node", async () => {
    const { code, stderr } = await runCli(["run", module, "--engine", "node", "--admin-port", "0"]);
    expect(stderr).toMatch(/^error: --admin-port means nothing with --engine node\n/);
    expect(code).toBe(2);
  });
});
