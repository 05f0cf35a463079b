import { Command } from "commander";
import { createOutput } from "../output.js";
import { envoyOption } from "../shared-options.js";

interface EnvoyOptions {
  readonly envoy?: string;
}

/** `sluice envoy which|install|run` */
export function envoyCommand(): Command {
  return new Command("envoy")
    .description("find or install the pinned Envoy; run it")
    .addCommand(whichCommand())
    .addCommand(installCommand())
    .addCommand(runCommand());
}

function whichCommand(): Command {
  return new Command("which")
    .description("print the path and the version of the Envoy that would be used")
    .addOption(envoyOption())
    .action(async (options: EnvoyOptions, command: Command) => {
      const output = createOutput(command);
      const { findEnvoy } = await import("../../envoy/find.js");
      const envoy = await findEnvoy({ path: options.envoy, install: false, onProgress: output.note });
      output.result(envoy, `${envoy.path} ${envoy.version}`);
    });
}

function installCommand(): Command {
  return new Command("install")
    .description("install the pinned Envoy into the project's cache")
    .action(async (_options: unknown, command: Command) => {
      const output = createOutput(command);
      const { installEnvoy } = await import("../../envoy/install.js");
      const envoy = await installEnvoy({ onProgress: output.progress });
      output.result(envoy, `${envoy.path} ${envoy.version}`);
    });
}

function runCommand(): Command {
  return new Command("run")
    .description("run Envoy with arguments of your own: sluice envoy run -- -c envoy.yaml")
    .argument("[args...]", "what Envoy is given, after --")
    .addOption(envoyOption())
    .action(async (args: readonly string[], options: EnvoyOptions, command: Command) => {
      const output = createOutput(command);
      const { findEnvoy } = await import("../../envoy/find.js");
      const { passThrough } = await import("../pass-through.js");
      const envoy = await findEnvoy({ path: options.envoy, onProgress: output.progress });
      process.exitCode = await passThrough(envoy.path, args);
    });
}
