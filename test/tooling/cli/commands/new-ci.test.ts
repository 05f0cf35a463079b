import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { RegistryServer } from "../../oci/start-registry.js";
import { describeWithRegistry } from "../../oci/with-registry.js";
import { writeKeyPair } from "../../sign/key-pair.js";
import { REPOSITORY, runCli, temporaryFolder } from "../run-cli.js";

interface GitHubJob {
  readonly permissions: object;
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
}

describeWithRegistry("the pipeline of sluice new --ci", () => {
  it.each(["github", "gitlab"])(
    "of %s names steps that run here, from the source to a verified image",
    async (ci) => {
      await using folder = await temporaryFolder();
      await using server = await RegistryServer.start();
      expect(await runCli(["new", "hello", "--ci", ci], { cwd: folder.path })).toMatchObject({ code: 0, stderr: "" });
      const cwd = join(folder.path, "hello");
      await linkModules(join(cwd, "node_modules"));
      const { publicFile, privateFile } = await writeKeyPair(cwd);
      const env = {
        ...{
          SLUICE_REFERENCE: server.reference("acme/hello:1"),
          SLUICE_KEY: privateFile,
          SLUICE_VERIFY_KEY: publicFile,
        },
        ...{ VITEST: undefined, SLUICE_NAMESPACE: "shop" },
      };
      const commands = ci === "github" ? await githubCommands(cwd) : await gitlabCommands(cwd);
      expect(commands.length).toBeGreaterThan(3);
      for (const command of commands) {
        const { code, stderr } = await runCli(command.split(" ").slice(2), { cwd, env });
        expect(`${command}: ${code}`, stderr).toBe(`${command}: 0`);
      }
      expect(await readdir(join(cwd, "build/ci/manifests"))).toEqual(["hello.yaml"]);
    },
    280_000,
  );
});

async function linkModules(modules: string): Promise<void> {
  await mkdir(modules);
  for (const name of await readdir(join(REPOSITORY, "node_modules"))) {
    if (name !== "sluice") await symlink(join(REPOSITORY, "node_modules", name), join(modules, name));
  }
  await symlink(REPOSITORY, join(modules, "sluice"));
}

const isOurs = (command: string): boolean => command.startsWith("npx sluice ci ");

async function githubCommands(cwd: string): Promise<string[]> {
  const text = await readFile(join(cwd, ".github/workflows/sluice.yml"), "utf8");
  const { permissions, jobs } = parse(text) as { permissions: object; jobs: Record<string, GitHubJob> };
  expect(permissions).toEqual({});
  for (const [name, { permissions: own, steps }] of Object.entries(jobs)) {
    // Who may write comments runs nothing of the project.
    const mayComment = name === "comment";
    expect(own).toEqual(mayComment ? { "pull-requests": "write" } : { contents: "read" });
    if (mayComment) expect(JSON.stringify(steps)).not.toMatch(/checkout|np[mx] /);
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
  }
  return Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = "" }) => (isOurs(run) ? [run] : [])));
}

async function gitlabCommands(cwd: string): Promise<string[]> {
  const text = await readFile(join(cwd, ".gitlab-ci.yml"), "utf8");
  const { check, build, release } = parse(text) as Record<string, { script: readonly string[] }>;
  return [check, build, release].flatMap((job) => job?.script ?? []).filter(isOurs);
}
