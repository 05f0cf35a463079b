import type { LoadModuleOptions } from "../compile/load-module.js";
import { choosePluginKind } from "../compile/plugin-kind.js";
import { gatewayProtocol, type PluginKind, type PluginSpec } from "../gateway.js";
import { readModule } from "../wasm/index.js";
import { configurationFor } from "./configuration-for.js";
import { loadPlugin } from "./load-plugin.js";
import type { Output } from "./output.js";
import type { RunArguments } from "./run-arguments.js";

/** What a gateway is given of the filter that a command runs. */
export interface PreparedPlugin {
  readonly plugin: PluginSpec & { readonly kind: PluginKind };
  /** The labels of its metrics, those that its papers name and those that the user does. */
  readonly metricLabels: readonly string[];
}

/**
 * Compiles or reads the filter, and holds its kind and its configuration against what it says of itself, before any gateway sees it.
 *
 * @throws ToolError what `loadPlugin`, `choosePluginKind` and `configurationFor` throw.
 */
export async function preparePlugin(
  target: string,
  { rootId: wanted, kind: wantedKind, upstream, metricLabel = [], ...rest }: RunArguments,
  output: Output,
  options: Pick<LoadModuleOptions, "onSources"> = {},
): Promise<PreparedPlugin> {
  const loaded = await loadPlugin({
    ...{ ...options, target, rootId: wanted },
    onProgress: output.blockingProgress,
    onNote: output.note,
  });
  const { name, rootId, module, papers } = loaded;
  const kind = choosePluginKind({ ...loaded, name: target, module: readModule(module) }, wantedKind);
  if (upstream !== undefined) gatewayProtocol({ plugins: [{ kind }], upstream });
  const configured = await configurationFor(loaded, rest);
  return {
    plugin: { kind, name, rootId, module, ...configured.spec },
    metricLabels: [...(papers?.metricLabels ?? []), ...configured.metricLabels, ...metricLabel],
  };
}
