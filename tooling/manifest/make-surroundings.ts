import {
  callout,
  parsePluginUrl,
  statsTagsBootstrap,
  type ManifestObject,
  type PluginDescription,
  type PluginUrl,
} from "../../istio/index.js";
import { statsTags } from "../envoy/stats-tags.js";
import { ToolError } from "../error.js";
import { findLabels } from "./find-marked.js";
import type { ModuleSource } from "./module-source.js";
import type { OptionNames } from "./option-names.js";
import type { ManifestOptions } from "./options.js";

const ADDRESS = /^[\d.]+$|:/;

/**
 * The hosts that the plugin calls, one URL each.
 *
 * @throws ToolError `ERR_USAGE`
 */
export function readCallouts({ callouts = [] }: ManifestOptions, names: OptionNames): PluginUrl[] {
  return callouts.map((text) => {
    const url = parsePluginUrl(text);
    const isHost = url !== null && (url.scheme === "http" || url.scheme === "https") && url.path === "/";
    if (isHost && !text.includes("?") && !ADDRESS.test(url.host)) return url;
    throw new ToolError("ERR_USAGE", `${names.subject("callouts")} is no http or https URL of a host by its name`, {
      hint: `write https://HOST[:PORT], without a path; a service of the mesh has its cluster without ${names.mention("callouts")}`,
    });
  });
}

/**
 * What a plugin needs around it in Istio: clusters to call, and the bootstrap's tags for its metrics.
 *
 * @throws ToolError `ERR_USAGE` where tags are asked for and the module's metrics have no labels.
 */
export function makeSurroundings(
  options: ManifestOptions,
  plugin: PluginDescription,
  source: ModuleSource,
  names: OptionNames,
): ManifestObject[] {
  const objects: ManifestObject[] = readCallouts(options, names).flatMap((url) => callout(plugin.namespace, url));
  if (options.hasStatsTags !== true) return objects;
  const papers = source.kind === "file" ? source.papers : null;
  const own = findLabels(plugin.configuration ?? null, papers?.configSchemas[plugin.rootId ?? ""]);
  const labels = [...(papers?.metricLabels ?? []), ...own];
  if (labels.length === 0) {
    throw new ToolError(
      "ERR_USAGE",
      `${names.subject("hasStatsTags")}: the papers of ${plugin.name} name no label of a metric`,
      {
        hint: "leave it out, or give the file of a module of this SDK whose metrics have labels",
      },
    );
  }
  return [
    ...objects,
    statsTagsBootstrap(
      plugin,
      statsTags(labels).map((tag) => ({ ...tag })),
    ),
  ];
}
