import { Option } from "commander";
import { nonEmpty } from "./arguments.js";
import { kinds } from "./manifest-arguments.js";

/** `--kind` of every command that makes a manifest: a list of `ManifestKind`. */
export function kindOption(description: string): Option {
  return new Option("--kind <kinds>", description).argParser(kinds);
}

/** `--verify-key` of every command that verifies a signature: the path of a public key. */
export function verifyKeyOption(description: string): Option {
  return new Option("--verify-key <file>", description).argParser(nonEmpty);
}

/** `--signed-for` of every command that can take an image from a mirror. */
export function signedForOption(): Option {
  return new Option(
    "--signed-for <repository>",
    "repository that the signature is for (default: the reference's)",
  ).argParser(nonEmpty);
}
