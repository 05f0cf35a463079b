import { readConfiguration } from "../read-configuration.js";

/**
 * The configuration that `--config` gives a plugin, as JSON text; null without the flag.
 *
 * @throws ToolError `ERR_JSON_SYNTAX`, `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`.
 */
export async function configurationFor(config: string | undefined): Promise<string | null> {
  return config === undefined ? null : JSON.stringify(await readConfiguration(config));
}
