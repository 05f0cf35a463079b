import { Command } from "commander";
import { packageVersion } from "../package-root.js";
import { buildCommand } from "./commands/build.js";
import { checkCommand } from "./commands/check.js";
import { ciCommand } from "./commands/ci.js";
import { envoyCommand } from "./commands/envoy.js";
import { inspectCommand } from "./commands/inspect.js";
import { manifestCommand } from "./commands/manifest.js";
import { newCommand } from "./commands/new.js";
import { packageCommand } from "./commands/package.js";
import { pullCommand } from "./commands/pull.js";
import { pushCommand } from "./commands/push.js";
import { runCommand } from "./commands/run.js";
import { signCommand } from "./commands/sign.js";
import { verifyCommand } from "./commands/verify.js";

const COMMANDS: readonly (() => Command)[] = [
  newCommand,
  buildCommand,
  checkCommand,
  inspectCommand,
  runCommand,
  envoyCommand,
  packageCommand,
  pushCommand,
  pullCommand,
  signCommand,
  verifyCommand,
  manifestCommand,
  ciCommand,
];

/**
 * The whole command line, not yet run. Nothing in it ends the process: what commander would exit on is thrown as a
 * `CommanderError`. Every command has `--help` and `--json`; a command loads what it works with when it runs.
 */
export function createProgram(): Command {
  const program = new Command("sluice")
    .description("Write, test, ship and run Envoy and Istio gateway plugins in TypeScript")
    .version(packageVersion())
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  for (const create of COMMANDS) program.addCommand(prepared(create(), program));
  return program;
}

function prepared(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const subcommand of command.commands) prepared(subcommand, command);
  if (command.commands.length === 0) command.option("--json", "one JSON document on stdout, nothing else there");
  return command;
}
