import { Command } from "commander";
import { packageVersion } from "../package-root.js";
import type { ArgumentError } from "./exit.js";

/** Of each command, in the order of the help; a file is loaded only where its command may be meant. */
const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["new", async () => (await import("./commands/new.js")).newCommand()],
  ["build", async () => (await import("./commands/build.js")).buildCommand()],
  ["check", async () => (await import("./commands/check.js")).checkCommand()],
  ["inspect", async () => (await import("./commands/inspect.js")).inspectCommand()],
  ["run", async () => (await import("./commands/run.js")).runCommand()],
  ["dev", async () => (await import("./commands/dev.js")).devCommand()],
  ["bench", async () => (await import("./commands/bench.js")).benchCommand()],
  ["envoy", async () => (await import("./commands/envoy.js")).envoyCommand()],
  ["package", async () => (await import("./commands/package.js")).packageCommand()],
  ["push", async () => (await import("./commands/push.js")).pushCommand()],
  ["pull", async () => (await import("./commands/pull.js")).pullCommand()],
  ["sign", async () => (await import("./commands/sign.js")).signCommand()],
  ["verify", async () => (await import("./commands/verify.js")).verifyCommand()],
  ["manifest", async () => (await import("./commands/manifest.js")).manifestCommand()],
  ["ci", async () => (await import("./commands/ci.js")).ciCommand()],
]);

/**
 * The command line, not yet run. Nothing in it ends the process: what commander would exit on is thrown as a
 * `CommanderError`. Every command has `--help` and `--json`; a command loads what it works with when it runs.
 *
 * @param first what stands first on the command line: where it names a command, the others are left out
 */
export async function createProgram(first?: string): Promise<Command> {
  const program = new Command("sluice")
    .description("Write, test, ship and run Envoy and Istio gateway plugins in TypeScript")
    .version(packageVersion())
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  const commands = await Promise.all(meant(first).map(async (create) => create()));
  for (const command of commands) program.addCommand(prepared(command, program));
  return program;
}

/** The version needs no command; the help and the suggestions for a word that is none need them all. */
function meant(first: string | undefined): (() => Promise<Command>)[] {
  if (first === "--version" || first === "-V") return [];
  const named = first === undefined ? undefined : COMMANDS.get(first);
  return named === undefined ? [...COMMANDS.values()] : [named];
}

function prepared(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent).exitOverride((error: ArgumentError) => {
    const names = parent.parent === null ? [command] : [parent, command];
    throw Object.assign(error, { command: names.map((each) => each.name()).join(" ") });
  });
  for (const subcommand of command.commands) prepared(subcommand, command);
  if (command.commands.length === 0) command.option("--json", "one JSON document on stdout, nothing else there");
  return command;
}
