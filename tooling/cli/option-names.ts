import type { Command } from "commander";
import type { ManifestOption } from "../manifest/fields.js";
import { type DescribedPlugin, namesInChain, type OptionNames } from "../manifest/option-names.js";
import { givenAs } from "./environment.js";

/** Flags whose name is not that of the option. */
const RENAMED: Partial<Record<ManifestOption, string>> = {
  kinds: "--kind",
  configuration: "--config",
  form: "--inline",
  timeoutSeconds: "--timeout",
  environment: "--env",
  hostEnvironment: "--host-env",
  targetRefs: "--target-ref",
  isUnrestricted: "--unrestricted",
  callouts: "--callout",
  hasStatsTags: "--stats-tags",
  hasNamespace: "--create-namespace",
  routes: "--route",
};

/** The flag for an option of a manifest. */
export function flagOf(option: Exclude<ManifestOption, "module">): string {
  return RENAMED[option] ?? `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The options of a manifest by the flags, or by the variables that stood for them. */
export function flagNames(command: Command): OptionNames {
  const nameOf: OptionNames["mention"] = (option, value) => {
    if (option === "module") return "MODULE";
    const name = givenAs(command, flagOf(option));
    if (value === undefined) return name;
    return `${name}${name.startsWith("--") ? " " : "="}${value}`;
  };
  return { subject: nameOf, mention: nameOf };
}

/**
 * The options of a plugin that a file describes by the file's fields.
 *
 * @param given what flags say in the place of what the file does, which keeps their names
 */
export function fileNames(
  plugin: DescribedPlugin,
  file: string,
  given: readonly ManifestOption[],
  command: Command,
): OptionNames {
  const [flags, fields] = [flagNames(command), namesInChain(plugin)];
  return {
    subject: (option, value) =>
      given.includes(option) ? flags.subject(option, value) : `${file}: ${fields.subject(option, value)}`,
    mention: (option, value) => (given.includes(option) ? flags : fields).mention(option, value),
  };
}
