import { Option } from "commander";
import { clusters, nonEmpty, vmVariables } from "./arguments.js";
import { kinds } from "./manifest-arguments.js";

/** `--config` of every command that runs a plugin, or says how it is to be run. */
export function configOption(): Option {
  return new Option(
    "--config <text>",
    "the plugin's configuration: a JSON object or a file of one; for a plugin without a schema any text that does not begin with {, or a file of it, as it is",
  ).argParser(nonEmpty);
}

/** `--env` of every command that runs a plugin. */
export function envOption(): Option {
  return new Option(
    "--env <name[=value]>",
    "a variable of the plugin's VM, with its value from here unless given; may be repeated. Those of the configuration's secrets need none",
  ).argParser(vmVariables);
}

/** `--root-id` of every command that runs a plugin. */
export function rootIdOption(): Option {
  return new Option("--root-id <id>", "the plugin of the module that runs (default: its only one)");
}

/** `--cluster` of every command that runs a plugin: name → origin. */
export function clusterOption(): Option {
  return new Option("--cluster <name=origin>", "a cluster that the filter calls out to; may be repeated").argParser(
    clusters,
  );
}

/** `--envoy` of every command that runs one. */
export function envoyOption(): Option {
  return new Option("--envoy <path>", "an Envoy of your own").argParser(nonEmpty);
}

/** `--kind` of every command that makes a manifest: a list of `ManifestKind`. */
export function kindOption(description: string): Option {
  return new Option("--kind <kinds>", description).argParser(kinds);
}

/** `--verify-key` of every command that verifies a signature: the path of a public key. */
export function verifyKeyOption(description: string): Option {
  return new Option("--verify-key <file>", description).argParser(nonEmpty);
}
