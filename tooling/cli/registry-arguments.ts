import { type Command, InvalidArgumentError, Option } from "commander";
import { ToolError } from "../error.js";
import { parseReference, type Reference } from "../oci/reference.js";
import type { RegistryAccess } from "../oci/registry/repository.js";
import type { Output } from "./output.js";

/** What commander hands over of the options that every command with a registry has. */
export interface RegistryFlags {
  readonly insecure?: true;
  readonly tls?: true;
}

/** Adds the options that say how a registry is reached. */
export function withRegistryOptions(command: Command): Command {
  return command
    .addOption(new Option("--insecure", "plain http, to any host").conflicts("tls"))
    .option("--tls", "TLS also to this machine itself, which is spoken to in plain http otherwise");
}

/** How the registry is reached, and where progress is shown. */
export function toRegistryAccess({ insecure, tls }: RegistryFlags, output: Output): RegistryAccess {
  return { isInsecure: insecure === true, isTls: tls === true, onProgress: output.progress };
}

/** An image reference as an argument. */
export function reference(text: string): Reference {
  try {
    return parseReference(text);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    throw new InvalidArgumentError(`It must be ${(error.hint ?? "").replace(/^write /, "")}.`);
  }
}

/** A number of bytes, as `8388608` or `8M`. */
export function byteCount(text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,12})([KM]?)$/.exec(text) ?? [];
  const bytes = Number(digits) * { "": 1, K: 1024, M: 1024 * 1024 }[unit as "" | "K" | "M"];
  if (!(bytes >= 1024)) throw new InvalidArgumentError("It must be a number of bytes from 1K on, such as 8M.");
  return bytes;
}
