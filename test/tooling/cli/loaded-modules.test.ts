import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { moduleWithPapers } from "../oci/modules.js";
import { RegistryServer } from "../oci/start-registry.js";
import { describeWithRegistry } from "../oci/with-registry.js";
import { MAIN, temporaryFolder } from "./run-cli.js";

const HOOKS = `export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  console.error("loads " + resolved.url);
  return resolved;
}`;
const encoded = (script: string): string => `data:text/javascript,${encodeURIComponent(script)}`;
const REGISTER = encoded(`import { register } from "node:module"; register(${JSON.stringify(encoded(HOOKS))});`);

interface Run {
  readonly isSuccess: boolean;
  /** Of the modules of the project, below `dist/tooling/`. */
  readonly own: readonly string[];
  readonly packages: readonly string[];
}

/** What a run of the command line loads. */
function load(...args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", REGISTER, MAIN, ...args], (error, _stdout, stderr) => {
      const named = (pattern: RegExp) =>
        [...new Set([...stderr.matchAll(pattern)].map(([, name = ""]) => name))].sort();
      resolve({
        isSuccess: error === null,
        own: named(/^loads .*\/dist\/tooling\/(.*)$/gm),
        packages: named(/^loads .*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//gm),
      });
    });
  });
}

const commandsOf = ({ own }: Run): string[] => own.filter((file) => file.startsWith("cli/commands/"));

it("tells the version without any command", async () => {
  const run = await load("--version");
  expect(run).toMatchObject({ isSuccess: true, packages: ["commander"] });
  expect(commandsOf(run)).toEqual([]);
}, 60_000);

it("starts a push with neither the compiler nor what only manifests need", async () => {
  const run = await load("push", "missing.wasm", "localhost:1/acme/hello:1");
  expect(run).toMatchObject({ isSuccess: false, packages: ["commander", "fflate", "tar"] });
  expect(run.own).not.toContain("compile/compile.js");
}, 60_000);

describeWithRegistry("a push that succeeds", () => {
  it("loads its own command and what reads, packs and sends a module", async () => {
    await using folder = await temporaryFolder();
    await using registry = await RegistryServer.start();
    const path = join(folder.path, "hello.wasm");
    await writeFile(path, moduleWithPapers());
    const run = await load("push", path, registry.reference("acme/hello:1"));
    expect(run).toMatchObject({ isSuccess: true, packages: ["commander", "fflate", "tar"] });
    expect(commandsOf(run)).toEqual(["cli/commands/push.js"]);
    expect(run.own).not.toContain("compile/compile.js");
  });
});

it("verifies with a key without what only keyless signatures need", async () => {
  const run = await load("verify", "localhost:1/acme/hello:1", "--key", "missing.pub");
  expect(run.own).toContain("sign/verify-image.js");
  expect(run.packages.filter((name) => name.startsWith("@sigstore/"))).toEqual([]);
}, 60_000);
