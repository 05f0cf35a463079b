import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../../tooling/cli/program.js";
import { REPOSITORY, runCli } from "./run-cli.js";

function leaves(command: Command, path: readonly string[] = []): [path: string, command: Command][] {
  if (command.commands.length === 0) return [[path.join(" "), command]];
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
}

const commands = leaves(await createProgram());

describe("the command line", () => {
  it.each(commands)("explains `sluice %s`, and offers --json there", async (path) => {
    const { code, stdout, stderr } = await runCli([...path.split(" "), "--help"]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(new RegExp(`^Usage: sluice ${path}`));
    expect(stdout).toContain("--json");
    expect(code).toBe(0);
  });

  it("lists every command in its help, and helps with one by name", async () => {
    const { stdout } = await runCli(["--help"]);
    const listed = [...stdout.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name]) => name);
    expect(listed).toEqual([...new Set(commands.map(([path]) => path.split(" ")[0])), "help"]);
    expect((await runCli(["help", "push"])).stdout).toBe((await runCli(["push", "--help"])).stdout);
  });

  it("tells the package's version", async () => {
    const { version } = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as { version: string };
    expect(await runCli(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("refuses an unknown command and suggests the one that was meant", async () => {
    const { code, stdout, stderr } = await runCli(["biuld", "filters/hello"]);
    expect(stderr).toBe("error: unknown command 'biuld'\nhint: did you mean build?\n");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("refuses an unknown flag and suggests the one that was meant", async () => {
    const { code, stderr } = await runCli(["build", "filters/hello", "--debgu"]);
    expect(stderr).toBe("error: unknown option '--debgu'\nhint: did you mean --debug?\n");
    expect(code).toBe(2);
  });

  it("refuses a missing command, and shows those there are", async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect(stderr).toMatch(/^Usage: sluice .*error: a command is missing\nhint: see --help\n$/s);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("refuses an argument too many", async () => {
    const { code, stderr } = await runCli(["new", "one", "two"]);
    expect(stderr).toMatch(/^error: too many arguments for 'new'.*\nhint: `sluice new --help` says what it takes\n$/);
    expect(code).toBe(2);
  });

  it.each([["build"], ["check"], ["inspect"], ["run"]])("refuses an empty argument of %s", async (command) => {
    const { code, stderr } = await runCli([command, ""]);
    expect(stderr).toMatch(/^error: command-argument value '' is invalid for argument '\w+'. It is empty.\n/);
    expect(code).toBe(2);
  });

  it("says an error as one JSON document with --json, wherever the flag stands", async () => {
    const { code, stdout, stderr } = await runCli(["build", "--json", "no/such/filter"]);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: "ERR_FILE_NOT_FOUND", message: "no filter at no/such/filter", hint: expect.any(String) as string },
    });
    expect(stderr).toBe("");
    expect(code).toBe(2);
    const unknown = await runCli(["build", "--bad", "--json"]);
    expect(JSON.parse(unknown.stdout)).toMatchObject({
      error: { code: "ERR_USAGE", message: "unknown option '--bad'" },
    });
    expect(unknown.code).toBe(2);
  });

  it("ends quietly when its reader has gone", async () => {
    const { startCli } = await import("./run-cli.js");
    const child = startCli(["--help"]);
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });
});
