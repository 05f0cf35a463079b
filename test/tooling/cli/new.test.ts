import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { REPOSITORY, runCli, temporaryFolder } from "./run-cli.js";

describe("sluice new", () => {
  it("makes a project that builds and passes its own test", async () => {
    await using folder = await temporaryFolder();
    const made = await runCli(["new", "hello"], { cwd: folder.path });
    expect(made.stderr).toBe("");
    expect(made.stdout).toMatch(
      /npm pack.* to hello\/(vendor\/sluice-.*\.tgz)\nnow: cd hello && npm install \.\/\1 && npm test\n$/,
    );
    expect(made.code).toBe(0);

    const project = join(folder.path, "hello");
    const modules = join(project, "node_modules");
    await mkdir(modules);
    for (const name of await readdir(join(REPOSITORY, "node_modules"))) {
      if (!name.startsWith(".") && name !== "sluice") {
        await symlink(join(REPOSITORY, "node_modules", name), join(modules, name));
      }
    }
    await symlink(REPOSITORY, join(modules, "sluice"));

    expect(await runCli(["build", "filters/hello"], { cwd: project })).toMatchObject({ code: 0, stderr: "" });
    expect(await readdir(join(project, "build"))).toEqual(["hello.wasm"]);
    const vitest = join(modules, "vitest/vitest.mjs");
    const { VITEST: _, ...env } = process.env;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [vitest, "run", "--testTimeout=120000", "--reporter=json"],
      { cwd: project, env },
    );
    expect(JSON.parse(stdout)).toMatchObject({ success: true, numFailedTests: 0 });
  }, 240_000);

  it("makes it at a path, named by its last part", async () => {
    await using folder = await temporaryFolder();
    const project = join(folder.path, "greeter");
    const { code, stdout } = await runCli(["new", project]);
    expect(code).toBe(0);
    expect(stdout).toContain(`now: cd ${project} && npm install ./vendor/`);
    expect(await readFile(join(project, "filters/greeter/index.ts"), "utf8")).toContain('register("greeter", ');
    expect(await readFile(join(project, "README.md"), "utf8")).toContain("npm install ./vendor/sluice-");
  });

  it("refuses a folder that holds something, and a bad name", async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "hello"));
    await writeFile(join(folder.path, "hello/mine"), "");
    const inUse = await runCli(["new", "hello"], { cwd: folder.path });
    expect(inUse.stderr).toMatch(/^error: the folder .*hello is not empty\nhint: .*\n$/);
    expect(inUse.code).toBe(2);
    const badName = await runCli(["new", "My Filter"], { cwd: folder.path });
    expect(badName.stderr).toMatch(/^error: "My Filter" cannot name a project\nhint: .*\n$/);
    expect(badName.code).toBe(2);
    expect(await readdir(folder.path)).toEqual(["hello"]);
  });
});
