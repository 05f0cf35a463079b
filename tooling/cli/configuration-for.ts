import { refuseConfiguration } from "../compile/schema/refuse-configuration.js";
import { readConfiguration } from "../read-configuration.js";
import type { LoadedPlugin } from "./load-plugin.js";

/**
 * The configuration that `--config` gives a plugin, as JSON text; null without the flag.
 *
 * @throws ToolError `ERR_JSON_SYNTAX`, `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`; `ERR_CONFIGURATION_REFUSED` with the JSON
 *   path where the module carries a schema that this breaks, also by its absence.
 */
export async function configurationFor(plugin: LoadedPlugin, config: string | undefined): Promise<string | null> {
  const configuration = config === undefined ? undefined : await readConfiguration(config);
  const schema = plugin.papers?.configSchemas[plugin.rootId];
  if (schema !== undefined) refuseConfiguration(schema, configuration, "--config");
  return configuration === undefined ? null : JSON.stringify(configuration);
}
