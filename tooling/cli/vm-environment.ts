import type { JsonValue } from "../../istio/index.js";
import { ToolError } from "../error.js";
import { findVariables } from "../manifest/secret-variables.js";
import type { LoadedPlugin } from "./load-plugin.js";

/**
 * The environment of the VM that a plugin runs in: what `--env` gives, and, of this process's own, the variables from which the
 * configuration takes its secrets. The plugin sees nothing else of it.
 *
 * @param configuration the parsed JSON; null is none
 * @throws ToolError `ERR_USAGE`, naming the secret and its variable, where the variable is not set.
 */
export function vmEnvironment(
  { rootId, papers }: Pick<LoadedPlugin, "rootId" | "papers">,
  configuration: JsonValue,
  given: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const variables = findVariables(configuration, papers?.configSchemas[rootId]);
  const taken = variables
    .filter(({ name }) => !Object.hasOwn(given, name))
    .map(({ name, path }) => [name, valueOf(name, path)]);
  return { ...(Object.fromEntries(taken) as Record<string, string>), ...given };
}

function valueOf(name: string, path: string): string {
  const value = process.env[name];
  if (value !== undefined) return value;
  throw new ToolError("ERR_USAGE", `--config: ${path} takes its value from $${name}, which is not set`, {
    hint: `set ${name} in the environment, or give --env ${name}=VALUE`,
  });
}
