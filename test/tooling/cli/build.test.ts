import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, temporaryFolder } from "./run-cli.js";
import { HELLO_SCHEMA, writeHello } from "./sources.js";

describe("sluice build", { timeout: 120_000 }, () => {
  it("writes build/NAME.wasm and says its size, digest, callbacks and host functions; check accepts it, inspect reads it", async () => {
    await using folder = await temporaryFolder();
    await writeHello(folder.path);
    const { code, stdout, stderr } = await runCli(["build", "hello"], { cwd: folder.path });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const module = await readFile(join(folder.path, "build/hello.wasm"));
    expect(stdout).toContain(`build/hello.wasm  ${module.byteLength} bytes\n`);
    expect(stdout).toContain(createHash("sha256").update(module).digest("hex"));
    expect(stdout).toMatch(/^callbacks {7}(proxy_on_\w+ ?)+$/m);
    expect(stdout).toMatch(/^host functions {2}.*proxy_log/m);

    const checked = await runCli(["check", "build/hello.wasm"], { cwd: folder.path });
    expect(checked).toMatchObject({ code: 0, stdout: "build/hello.wasm: Envoy can load it\n", stderr: "" });

    const inspected = await runCli(["inspect", "build/hello.wasm"], { cwd: folder.path });
    expect(inspected).toMatchObject({ code: 0, stderr: "" });
    expect(inspected.stdout).toMatch(/^root ids +hello$/m);
    expect(inspected.stdout).toMatch(/^callbacks +.*proxy_on_request_headers/m);
    const json = await runCli(["inspect", "build/hello.wasm", "--json"], { cwd: folder.path });
    expect(JSON.parse(json.stdout)).toMatchObject({
      path: "build/hello.wasm",
      sizeBytes: module.byteLength,
      abiVersion: "0.2.1",
      papers: { name: "hello", rootIds: ["hello"] },
    });
  });

  it("says one JSON document with --json, and writes a source map beside a debug module", async () => {
    await using folder = await temporaryFolder();
    await writeHello(folder.path);
    const args = ["build", "hello", "-o", "out.wasm", "--json", "--debug"];
    const { code, stdout, stderr } = await runCli(args, { cwd: folder.path });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const module = await readFile(join(folder.path, "out.wasm"));
    expect(JSON.parse(stdout)).toMatchObject({
      path: "out.wasm",
      sizeBytes: module.byteLength,
      sha256: createHash("sha256").update(module).digest("hex"),
      rootIds: ["hello"],
      callbacks: expect.arrayContaining(["proxy_on_request_headers"]) as string[],
      hostFunctions: expect.arrayContaining(["proxy_log"]) as string[],
    });
    expect((await readdir(folder.path)).sort()).toEqual(["hello", "out.wasm", "out.wasm.map"]);
    expect(JSON.parse(await readFile(join(folder.path, "out.wasm.map"), "utf8"))).toMatchObject({ version: 3 });
    expect(await readFile(join(folder.path, "out.wasm"), "latin1")).toContain("./out.wasm.map");
  });

  it("takes unchanged sources from the cache without loading a compiler, unless told not to", async () => {
    await using folder = await temporaryFolder();
    await writeHello(folder.path);
    const coverage = join(folder.path, "coverage");
    const env = { SLUICE_CACHE: join(folder.path, "cache") };
    const build = async (args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<unknown> => {
      const options = { cwd: folder.path, env: { ...env, ...more } };
      return JSON.parse((await runCli(["build", "hello", "--json", ...args], options)).stdout);
    };
    const made = (await build([])) as object;
    expect(made).toMatchObject({ cached: false });
    expect(await build([], { NODE_V8_COVERAGE: coverage })).toEqual({ ...made, cached: true });
    expect(await build(["--no-cache"])).toEqual(made);

    const loaded = await Promise.all((await readdir(coverage)).map((file) => readFile(join(coverage, file), "utf8")));
    expect(loaded.join()).toContain("/dist/tooling/compile/compile.js");
    expect(loaded.join()).not.toMatch(/\/node_modules\/(assemblyscript|binaryen|typescript|yaml)\//);
  });

  it("says which files it made of config.schema.json, when it did", async () => {
    await using folder = await temporaryFolder();
    await writeHello(folder.path);
    await writeFile(join(folder.path, "hello/config.schema.json"), JSON.stringify(HELLO_SCHEMA));
    const { code, stdout } = await runCli(["build", "hello"], { cwd: folder.path });
    expect(code).toBe(0);
    expect(stdout).toContain("\nwritten         hello/config.ts hello/config.schema.d.ts, from config.schema.json\n");
    expect((await runCli(["build", "hello"], { cwd: folder.path })).stdout).not.toContain("written");
  });

  it("names file and line of a compile error, and writes nothing", async () => {
    await using folder = await temporaryFolder();
    await writeHello(folder.path, 'import { register } from "sluice/sdk";\nregister("hello", nothing);\n');
    const { code, stdout, stderr } = await runCli(["build", "hello"], { cwd: folder.path });
    expect(stderr).toMatch(/^error: hello does not compile\n.*Cannot find name 'nothing'/);
    expect(stderr).toMatch(/index\.ts.*\(2,/);
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(await readdir(folder.path)).toEqual(["hello"]);
  });

  it("refuses a filter that is not there, a folder without one, and a file that is none", async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "empty"));
    await writeFile(join(folder.path, "filter.txt"), "");
    const cwd = folder.path;
    expect(await runCli(["build", "missing"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: no filter at missing\n/) as string,
    });
    expect(await runCli(["build", "empty"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: the folder empty has no index\.ts\n/) as string,
    });
    expect(await runCli(["build", "filter.txt"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: filter\.txt is not an AssemblyScript source\n/) as string,
    });
  });

  it("refuses an output that it cannot write, and leaves nothing", async () => {
    await using folder = await temporaryFolder();
    await writeHello(folder.path);
    await mkdir(join(folder.path, "taken.wasm"));
    const cwd = folder.path;
    expect(await runCli(["build", "hello", "-o", "taken.wasm"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: cannot write taken\.wasm: it is a folder\n/) as string,
    });
    expect((await readdir(cwd)).sort()).toEqual(["hello", "taken.wasm"]);
  });
});
