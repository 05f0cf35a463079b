import { ToolError } from "../error.js";
import type { HttpServeOptions, PluginOptions } from "./serve.js";

type Members<Options> = Readonly<Record<keyof Options, true>>;

const PLUGIN: Members<PluginOptions> = {
  ...{ filter: true, config: true, vmConfig: true, name: true, rootId: true, kind: true, vmId: true },
  ...{ environment: true, failurePolicy: true, allowOnHeadersStopIteration: true, singleton: true },
};

const GATEWAY: Members<HttpServeOptions> = {
  ...PLUGIN,
  ...{ engine: true, plugins: true, clusters: true, upstream: true, workers: true, bufferLimitBytes: true },
  ...{ streamIdleTimeoutMs: true, allowMetadata: true, metricLabels: true, onLog: true, onTrace: true },
};

/** What `startEnvoy` calls what `serve` takes as something shorter. */
const MEANT: Readonly<Record<string, string>> = {
  configuration: "config",
  vmConfiguration: "vmConfig",
  module: "filter",
};

/**
 * Refuses what `serve` would not read, so that no test passes without the configuration that it was to have.
 *
 * @throws ToolError `ERR_USAGE` naming the member.
 */
export function refuseUnknown(options: object & { readonly plugins?: readonly object[] | undefined }): void {
  refuse(options, GATEWAY, "serve");
  options.plugins?.forEach((plugin, index) => refuse(plugin, PLUGIN, `serve: plugins[${index}]`));
}

function refuse(options: object, known: Readonly<Record<string, true>>, place: string): void {
  const unknown = Object.keys(options).find((member) => !Object.hasOwn(known, member));
  if (unknown === undefined) return;
  const meant = Object.hasOwn(MEANT, unknown) ? MEANT[unknown] : undefined;
  throw new ToolError("ERR_USAGE", `${place}: ${unknown} is not known`, {
    hint: meant === undefined ? `it knows ${Object.keys(known).sort().join(", ")}` : `did you mean ${meant}?`,
  });
}
