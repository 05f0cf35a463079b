import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PluginSpec } from "../gateway.js";
import { type EnvoyGateway, type EnvoyOptions, launchEnvoy } from "./launch.js";
import { LogCollector } from "./log-collector.js";
import type { PluginFile } from "./plugin-config.js";

/**
 * Starts an Envoy on 127.0.0.1 with the plugins in front of the upstream, and returns when it serves.
 *
 * It ends with `close`, and at the latest with this process, even when that is killed; its temporary files go with it.
 *
 * @throws ToolError `ERR_ENVOY_NOT_FOUND`, `ERR_ENVOY_INSTALL`; `ERR_PORT_IN_USE`; `ERR_CONFIGURATION_REFUSED` with what
 *   the plugin logged; `ERR_MODULE_REFUSED`; `ERR_USAGE` for an address that is no origin; `ERR_ENVOY_START` for the rest.
 * @example
 * await using gateway = await startEnvoy({ plugins: [{ name: "hello", rootId: "hello", module }], upstream });
 * await fetch(gateway.url);
 */
export async function startEnvoy(options: EnvoyOptions): Promise<EnvoyGateway> {
  const write = async (directory: string) => ({ plugins: await writePlugins(directory, options.plugins) });
  return launchEnvoy(options, { write }, new LogCollector(options.plugins, options));
}

function writePlugins(directory: string, plugins: readonly PluginSpec[]): Promise<PluginFile[]> {
  return Promise.all(
    plugins.map(async ({ module, ...plugin }, index) => {
      const modulePath = join(directory, `plugin-${index}.wasm`);
      await writeFile(modulePath, module);
      return { ...plugin, modulePath };
    }),
  );
}
