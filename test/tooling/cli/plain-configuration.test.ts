import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "sluice/testing";
import { parseAllDocuments } from "yaml";
import { runCli, temporaryFolder } from "./run-cli.js";
import { HELLO_SCHEMA, writeHello } from "./sources.js";
import { end, startRun } from "./start-run.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let cwd = "";

/** The filter of the migration guide, whose configuration is text. */
beforeAll(async () => {
  folder = await temporaryFolder();
  cwd = folder.path;
  const guide = await readFile("docs/migrating-from-proxy-runtime.md", "utf8");
  const [, source = ""] = /```ts\n(export \* [^`]*class AddHeader[^`]*)```/.exec(guide) ?? [];
  await mkdir(join(cwd, "addheader"));
  await writeFile(join(cwd, "addheader", "index.ts"), source);
  await writeFile(join(cwd, "world"), "from a file");
  await writeFile(join(cwd, "quoted.json"), '"world"');
  await writeFile(join(cwd, "latin1"), Buffer.from([0xe4]));
  await writeHello(cwd);
  await writeFile(join(cwd, "hello", "config.schema.json"), JSON.stringify(HELLO_SCHEMA));
  for (const name of ["addheader", "hello"]) {
    expect(await runCli(["build", name, "-o", `${name}.wasm`], { cwd })).toMatchObject({ code: 0 });
  }
});
afterAll(() => folder[Symbol.asyncDispose]());

describe.each(engines)("a configuration that is text on %s", (engine) => {
  it.each([
    ["hello world", "hello world"],
    ["world", "from a file"],
    ["quoted.json", '"world"'],
  ])("--config %s reaches the filter as %s", async (config, text) => {
    const { child, url } = await startRun(["addheader.wasm", "--engine", engine, "--config", config], { cwd });
    const response = await fetch(url);
    expect(response.headers.get("hello")).toBe(text);
    expect(await end(child, "SIGTERM")).toBe(0);
  });
});

describe("sluice manifest of a configuration that is text", () => {
  const manifest = (kind: string, config: string) =>
    runCli(
      ["manifest", "addheader.wasm", "--kind", kind, "--url", "oci://example.com/addheader:1.0.0", "--config", config],
      { cwd },
    );

  it.each([
    ["hello world", "hello world"],
    ["quoted.json", '"world"'],
  ])("carries %s in an EnvoyFilter as it is", async (config, text) => {
    const { code, stdout } = await manifest("EnvoyFilter", config);
    expect(code).toBe(0);
    const values = parseAllDocuments(stdout).map((document) => JSON.stringify(document.toJS()));
    expect(values.join()).toContain(
      `"configuration":${JSON.stringify({ "@type": "type.googleapis.com/google.protobuf.StringValue", value: text })}`,
    );
  });

  it.each(["WasmPlugin", "EnvoyExtensionPolicy", "HigressWasmPlugin"])(
    "refuses it for a %s, which carries objects",
    async (kind) => {
      const { code, stdout, stderr } = await manifest(kind, "hello world");
      expect(stderr).toMatch(/^error: .*onfig.* (object|quotes).*\nhint: .*\n$/);
      expect(stderr).not.toContain("hello world");
      expect(stdout).toBe("");
      expect(code).toBe(2);
    },
  );

  it("refuses bytes that are no text", async () => {
    const { code, stderr } = await manifest("EnvoyFilter", "latin1");
    expect(stderr).toMatch(/^error: --config: latin1 holds bytes that are no UTF-8/);
    expect(code).toBe(2);
  });

  it("takes it from sluice.config.json", async () => {
    const plugins = [{ module: "addheader.wasm", url: "oci://example.com/addheader:1.0.0", configuration: "world" }];
    await writeFile(join(cwd, "sluice.config.json"), JSON.stringify({ manifest: { kinds: ["EnvoyFilter"], plugins } }));
    const { code, stdout } = await runCli(["manifest"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/StringValue"?\n\s+value: world\n/);
  });
});

describe("what looks like the name of a file", () => {
  it.each(["missing.yaml", "addheader/missing"])("is refused: %s", async (config) => {
    const { code, stderr } = await runCli(["run", "addheader.wasm", "--engine", "node", "--config", config], { cwd });
    expect(stderr).toMatch(/^error: --config: no file at .*missing/);
    expect(code).toBe(2);
  });

  it.each([
    ["run", "--engine", "node"],
    ["manifest", "--kind", "EnvoyFilter", "--url", "oci://example.com/a:1"],
  ])("is refused by a plugin with a schema whatever it looks like: %s", async (command, ...flags) => {
    const { code, stderr } = await runCli([command, "hello.wasm", ...flags, "--config", "hunter2"].flat(), {
      cwd,
    });
    expect(stderr).toMatch(/^error: .*: is plain text, and the plugin's schema asks for a JSON object\nhint: .*\n$/);
    expect(stderr).not.toContain("hunter2");
    expect(code).toBe(2);
  });
});
