import { refuseConfiguration } from "../compile/schema/refuse-configuration.js";
import { ToolError } from "../error.js";
import { readConfiguration } from "../read-configuration.js";
import type { LoadedPlugin } from "./load-plugin.js";

/**
 * The configuration that `--config` gives a plugin, as JSON text; null without the flag. A module of ours is asked before any
 * gateway sees it: its schema first, then its own `proxy_on_configure`.
 *
 * @throws ToolError `ERR_JSON_SYNTAX`, `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`; `ERR_CONFIGURATION_REFUSED` with the JSON
 *   path and what is wrong there.
 */
export async function configurationFor(plugin: LoadedPlugin, config: string | undefined): Promise<string | null> {
  const configuration = config === undefined ? undefined : await readConfiguration(config);
  const text = configuration === undefined ? null : JSON.stringify(configuration);
  const { name, rootId, module, papers } = plugin;
  if (papers === null) return text;

  const schema = papers.configSchemas[rootId];
  if (schema !== undefined) refuseConfiguration(schema, configuration, "--config");
  const { validateConfiguration } = await import("../host/index.js");
  const [refusal] = await validateConfiguration({
    ...{ name, rootId, module },
    ...(text === null ? {} : { configuration: text }),
  });
  if (refusal === undefined) return text;
  throw new ToolError("ERR_CONFIGURATION_REFUSED", `--config: ${refusal}`, {
    hint: "`sluice inspect` shows the schema of a module's configuration",
  });
}
