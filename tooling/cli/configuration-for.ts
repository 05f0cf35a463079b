import type { JsonValue } from "../../istio/index.js";
import { refuseConfiguration } from "../compile/schema/refuse-configuration.js";
import { ToolError } from "../error.js";
import type { PluginSpec } from "../gateway.js";
import { findLabels, findMarked } from "../manifest/find-marked.js";
import { configurationBytes, readConfiguration } from "../read-configuration.js";
import type { LoadedPlugin } from "./load-plugin.js";
import { vmEnvironment } from "./vm-environment.js";

/** What the user tells of how a plugin is to run. */
export interface ConfigurationArguments {
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly allowOnHeadersStopIteration?: true;
}

/** What a plugin is configured with. */
export interface Configured {
  /** Its configuration as it reads it, the environment of its VM, and whether its headers may wait for the body; each only where there is one. */
  readonly spec: Pick<PluginSpec, "configuration" | "environment" | "allowOnHeadersStopIteration">;
  /** The labels of its metrics that the configuration names. */
  readonly metricLabels: readonly string[];
}

/**
 * What `--config` and the other options configure a plugin with. A module of ours is asked before any gateway sees it: its schema
 * first, then its own `proxy_on_configure`.
 *
 * @throws ToolError `ERR_JSON_SYNTAX`, `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`; `ERR_CONFIGURATION_REFUSED` with the JSON
 *   path and what is wrong there; `ERR_USAGE` for a secret whose variable is not set.
 */
export async function configurationFor(
  plugin: LoadedPlugin,
  { config, env, allowOnHeadersStopIteration: isAllowed }: ConfigurationArguments,
): Promise<Configured> {
  const { name, rootId, module, papers } = plugin;
  const configuration = config === undefined ? undefined : await readConfiguration(config);
  const schema = papers?.configSchemas[rootId];
  if (schema !== undefined) refuseConfiguration(schema, configuration, "--config");

  const value = configuration instanceof Uint8Array ? null : ((configuration ?? null) as JsonValue);
  const needing = findMarked(value, schema, "x-allow-on-headers-stop-iteration");
  const environment = vmEnvironment(plugin, value, env);
  const spec = {
    ...(configuration === undefined ? {} : { configuration: configurationBytes(configuration) }),
    ...(Object.keys(environment).length === 0 ? {} : { environment }),
    ...(isAllowed === true || needing.length > 0 ? { allowOnHeadersStopIteration: true } : {}),
  };
  const configured = { spec, metricLabels: findLabels(value, schema) };
  if (papers === null) return configured;
  const { validateConfiguration } = await import("../host/index.js");
  const [refusal] = await validateConfiguration({ name, rootId, module, ...spec });
  if (refusal === undefined) return configured;
  throw new ToolError("ERR_CONFIGURATION_REFUSED", `--config: ${refusal}`, {
    hint: "`sluice inspect` shows the schema of a module's configuration",
  });
}
