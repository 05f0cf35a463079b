import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { parseReference } from "../../../../tooling/oci/reference.js";
import { verifyImage } from "../../../../tooling/sign/verify-image.js";
import { RegistryServer } from "../../oci/start-registry.js";
import { describeWithRegistry } from "../../oci/with-registry.js";
import { writeKeyPair } from "../../sign/key-pair.js";
import { runCli } from "../run-cli.js";

interface WasmPlugin {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly url: string;
    readonly sha256: string;
    readonly pluginName: string;
    readonly priority: number;
  };
}

/** Of another's making, and shipped by nobody here. */
const FOREIGN = { module: "https://example.com/foreign.wasm", sha256: "0".repeat(64) };
const CHAIN = {
  kinds: ["WasmPlugin"],
  namespace: "shop",
  plugins: [
    { module: "build/one.wasm", filter: "filters/one" },
    FOREIGN,
    { module: "build/pair.wasm", filter: "filters/two", rootId: "two" },
    { module: "build/pair.wasm", filter: "filters/three", rootId: "three" },
  ],
};
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-ci-chain-"));
  for (const name of ["one", "two", "three"]) {
    await mkdir(join(folder, "filters", name), { recursive: true });
    await writeFile(
      join(folder, "filters", name, "index.ts"),
      `import { Flow, HttpFilter, Request, register } from "sluice/sdk";

class Filter extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    request.headers.set("x-${name}", "1");
    return Flow.Continue;
  }
}
register("${name}", () => new Filter());
`,
    );
  }
  await writeFile(join(folder, "package.json"), JSON.stringify({ scripts: { test: "node -e 0" } }));
  await writeConfig(CHAIN);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const writeConfig = (manifest: object, name = "sluice.config.json") =>
  writeFile(join(folder, name), JSON.stringify({ manifest }));
const ci = (args: readonly string[], env: Record<string, string> = {}) => runCli(["ci", ...args], { cwd: folder, env });

describeWithRegistry("sluice ci without FILTER", () => {
  it("goes from the sources of a chain to signed images and one manifest, in one call or in several", async () => {
    await using server = await RegistryServer.start();
    const { publicFile, privateFile, publicKey } = await writeKeyPair(folder);
    const env = { SLUICE_REFERENCE: server.reference("acme/{name}:1") };
    const keys = ["--key", privateFile, "--verify-key", publicFile];
    const { code, stdout, stderr } = await ci(["--skip", "bench", ...keys, "--json"], env);
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout) as { steps: { step: string; module: string | null; exitCode: number }[] };
    expect(report).toMatchObject({
      failed: null,
      files: {
        modules: ["build/ci/one/one.wasm", "build/ci/pair/pair.wasm"],
        manifest: "build/ci/manifests/chain.yaml",
        comment: "build/ci/comment.md",
      },
    });
    const done = report.steps.map(({ step, module, exitCode }) => `${step} ${module ?? "all"} ${exitCode}`);
    const both = (step: string) => [`${step} one 0`, `${step} pair 0`];
    expect(done).toEqual([
      ...[...both("build"), ...both("check"), "test all 0", ...both("size"), ...both("package"), "validate all 0"],
      ...[...both("push"), ...both("sign"), ...both("verify"), "manifest all 0", "comment all 0"],
    ]);

    const signed = (name: string) => verifyImage(parseReference(server.reference(`acme/${name}:1`)), publicKey);
    const [one, pair] = [await signed("one"), await signed("pair")];
    const plugins = await readManifest();
    const imageOf = (name: string, sha256: string) => ({
      url: `oci://${server.reference(`acme/${name}:1`)}@sha256:${sha256}`,
      sha256,
    });
    expect(plugins.map(({ spec }) => spec)).toMatchObject([
      { ...imageOf("one", one.sha256), pluginName: "one" },
      { url: FOREIGN.module, sha256: FOREIGN.sha256 },
      { ...imageOf("pair", pair.sha256), pluginName: "two" },
      { ...imageOf("pair", pair.sha256), pluginName: "three" },
    ]);
    const priorities = plugins.map(({ spec }) => spec.priority);
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
    expect(await readFile(join(folder, "build/ci/chain.json"), "utf8")).not.toContain(folder);

    const against = ["--against", server.reference("acme/{name}:1")];
    for (const step of ["size", "manifest", "comment"]) {
      expect(await ci(["--steps", step, ...against], env)).toMatchObject({ code: 0 });
    }
    expect(await readFile(join(folder, "build/ci/comment.md"), "utf8")).toMatch(
      /^### one, pair\n\n(\|.*\n){2}\| one: module \| ([\d,]+ B) \| \2 \| \+0\.0 % \|\n\| pair: module \| ([\d,]+ B) \| \3 \| \+0\.0 % \|\n\n(- `.*\/acme\/(one|pair):1@sha256:[0-9a-f]{64}`\n){2}$/,
    );

    // A module that comes new into a chain has no release.
    const newOne = ["--against", server.reference("released/{name}:1")];
    await runCli(["push", "build/ci/one/one.wasm", server.reference("released/one:1")], { cwd: folder });
    const compared = await ci(["--steps", "size,comment", ...newOne], env);
    expect(compared.stderr).toContain(
      `note: there is no image ${server.reference("released/pair:1")}: pair has no release yet, and is compared with none\n`,
    );
    expect(compared.stderr).not.toContain("--against");
    expect(compared.code).toBe(0);
    expect(await readFile(join(folder, "build/ci/comment.md"), "utf8")).toMatch(
      /\n\| one: module \| ([\d,]+ B) \| \1 \| \+0\.0 % \|\n\| pair: module \| – \| [\d,]+ B \| – \|\n/,
    );
    const denied = await ci(["--steps", "size,comment", "--against", "127.0.0.1:1/acme/{name}:1"], env);
    expect(denied.stderr).toContain("error: step size failed with exit code 1\n");
  }, 240_000);

  async function readManifest(): Promise<WasmPlugin[]> {
    const text = await readFile(join(folder, "build/ci/manifests/chain.yaml"), "utf8");
    return parseAllDocuments(text).map((document) => document.toJS() as WasmPlugin);
  }
});

describe("sluice ci without FILTER, without a registry", () => {
  it("ends at the module that fails, before anything is made of the others", async () => {
    const file = "broken.json";
    const [, , ...others] = CHAIN.plugins;
    await writeConfig({ ...CHAIN, plugins: [{ module: "build/none.wasm", filter: "filters/none" }, ...others] }, file);
    const { code, stdout, stderr } = await ci(["--file", file, "--steps", "build,check", "--out", "failed", "--json"]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      "error: step build failed with exit code 2\nhint: `sluice ci --file broken.json --steps build` runs it alone",
    );
    expect(JSON.parse(stdout)).toMatchObject({ failed: "build", steps: [{ step: "build", module: "none" }] });
    expect(await readdir(folder)).not.toContain("failed");
  });

  it.each(["build/there.wasm", "build.d/there"])(
    "takes %s, which is there and names no filter, as it is",
    async (module) => {
      expect(await runCli(["build", "filters/one", "-o", module], { cwd: folder })).toMatchObject({ code: 0 });
      await writeConfig({ ...CHAIN, plugins: [{ module }] }, "there.json");
      const { code, stdout } = await ci(["--file", "there.json", "--steps", "build,check,package", "--out", "there"]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^build {5}there done .*\ncheck {5}there done .*\npackage {3}there done .*\n$/);
      expect(await readdir(join(folder, "there/there"))).toEqual(["layout"]);
    },
  );

  it.each<[string, object[], string[]]>([
    [
      "--reference names one thing, and there are 2 modules: a.example/b:1",
      CHAIN.plugins,
      ["--reference", "a.example/b:1"],
    ],
    ["--against names one thing, and there are 2 modules: old.wasm", CHAIN.plugins, ["--against", "old.wasm"]],
    ["plugins[0].filter is built into a file, and module is none", [{ ...FOREIGN, filter: "filters/one" }], []],
    ["two modules are called a", [{ module: "x/a.wasm" }, { module: "y/a.wasm" }], []],
    ["no plugin has a module that is a file", [FOREIGN], []],
    ["--file describes a chain, and FILTER is one filter", CHAIN.plugins, ["filters/one"]],
  ])("says what is wrong: %s", async (message, plugins, args) => {
    await writeConfig({ ...CHAIN, plugins }, "wrong.json");
    const { code, stdout, stderr } = await ci([...args, "--file", "wrong.json", "--out", "wrong"]);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(await readdir(folder)).not.toContain("wrong");
  });
});
