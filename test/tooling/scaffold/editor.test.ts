import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProject } from "../../../tooling/scaffold/create-project.js";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const run = promisify(execFile);

describe("a new project in an editor", { timeout: 120_000 }, () => {
  let directory = "";
  let project = "";

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "sluice-editor-"));
    project = (await createProject({ name: "hello", directory })).folder;
    const modules = join(project, "node_modules");
    const installed = join(modules, "sluice");
    await mkdir(installed, { recursive: true });
    const pack = ["pack", "--ignore-scripts", "--json", "--loglevel=error", "--pack-destination", directory];
    const { stdout } = await run("npm", pack, { cwd: repository });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    await run("tar", ["-xzf", join(directory, filename), "-C", installed, "--strip-components=1"]);
    // As package managers put it that hoist nothing: what only the package needs is in its own folder.
    await mkdir(join(installed, "node_modules"));
    await link("assemblyscript", join(installed, "node_modules"));
    await link("vitest", modules);
    await mkdir(join(modules, "@types"));
    await link("@types/node", modules);
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function link(name: string, modules: string): Promise<void> {
    await symlink(await realpath(join(repository, "node_modules", name)), join(modules, name));
  }

  /** What the TypeScript compiler says of a folder of the project. */
  async function check(folder: string): Promise<string> {
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    return run(process.execPath, [tsc, "-p", folder], { cwd: project }).then(
      ({ stdout }) => stdout,
      (failure: unknown) => (failure as { stdout: string }).stdout,
    );
  }

  it("passes its own typecheck, with no false errors in its filter or its test", async () => {
    const PATH = `${join(repository, "node_modules/.bin")}${delimiter}${process.env["PATH"]}`;
    const typecheck = run("npm", ["run", "--silent", "typecheck"], { cwd: project, env: { ...process.env, PATH } });
    const said = await typecheck.catch((failure: unknown) => failure);
    expect(said).toMatchObject({ stdout: "", stderr: "" });
    expect(said).not.toBeInstanceOf(Error);
  });

  it("takes a test beside the filter for TypeScript on Node, not for AssemblyScript", async () => {
    const test = join(project, "filters/hello/hello.test.ts");
    await writeFile(test, 'const { length } = Buffer.from("text");\nexport const broken: string = length;\n');
    expect(await check("filters")).toBe("");
    expect(await check(".")).toMatch(
      /^filters\/hello\/hello\.test\.ts\(2,\d+\): error .*'number' is not assignable.*\n$/,
    );
    await rm(test);
  });

  it("knows the types of the SDK and of AssemblyScript", async () => {
    const wrong = `
      import { Flow, HttpFilter, Request, register } from "sluice/sdk";
      import { Nothing } from "sluice/sdk/config";
      class Wrong extends HttpFilter {
        size: u32 = 1;
        onRequestHeaders(request: Request): Flow {
          request.headers.sett("x", this.size);
          return Flow.Go;
        }
      }
      register(1, () => new Wrong());
    `;
    await mkdir(join(project, "filters/wrong"));
    await writeFile(join(project, "filters/wrong/index.ts"), wrong);
    const errors = (await check("filters")).trim().split("\n");
    expect(errors).toEqual([
      expect.stringMatching(/^filters\/wrong\/index\.ts\(3,\d+\): error .*no exported member 'Nothing'/),
      expect.stringMatching(/^filters\/wrong\/index\.ts\(7,\d+\): error .*'sett' does not exist/),
      expect.stringMatching(/^filters\/wrong\/index\.ts\(8,\d+\): error .*'Go' does not exist/),
      expect.stringMatching(/^filters\/wrong\/index\.ts\(11,\d+\): error .*'number' is not assignable/),
    ]);
    await rm(join(project, "filters/wrong"), { recursive: true });
  });
});

describe("this repository in an editor", () => {
  it("has no false errors in its filters", async () => {
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    await expect(run(process.execPath, [tsc, "-p", "filters"], { cwd: repository })).resolves.toMatchObject({
      stdout: "",
    });
  }, 120_000);
});
