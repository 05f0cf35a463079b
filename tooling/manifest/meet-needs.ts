import { DEFAULT_TARGET, unmetDemands } from "../../istio/index.js";
import { ToolError } from "../error.js";
import type { Description } from "./describe.js";
import { findMarked } from "./find-marked.js";
import { kindsOf } from "./fields.js";
import type { ModuleSource } from "./module-source.js";
import type { OptionNames } from "./option-names.js";
import type { ManifestOptions } from "./options.js";

/**
 * The description with what its configuration makes the plugin need: that headers may wait for the body. Without it, requests with a body would
 * hang, and nothing would say why.
 *
 * @throws ToolError `ERR_USAGE` where a kind, or the release of Istio, can't have it
 */
export function meetNeeds(
  description: Description,
  options: ManifestOptions,
  source: ModuleSource,
  { subject, mention }: OptionNames,
): Description {
  const { plugin } = description;
  const schema = source.kind === "file" ? source.papers?.configSchemas[plugin.rootId ?? ""] : undefined;
  const [need] = findMarked(plugin.configuration ?? null, schema, "x-allow-on-headers-stop-iteration");
  if (need === undefined) return description;
  const needs = `${subject("configuration")}: ${need.path} needs allow_on_headers_stop_iteration`;
  const able = kindsOf("allowOnHeadersStopIteration");
  const unable = options.kinds.find((kind) => kind !== "registry" && !able.includes(kind));
  if (unable !== undefined) {
    throw new ToolError("ERR_USAGE", `${needs}, which no ${unable} can have: requests with a body would hang`, {
      hint: `use ${mention("kinds", "EnvoyFilter")}, or leave it out of the configuration`,
    });
  }
  if (plugin.allowOnHeadersStopIteration === false) {
    throw new ToolError("ERR_USAGE", `${needs}, and ${mention("allowOnHeadersStopIteration")} is false`, {
      hint: "leave one of the two out",
    });
  }
  const { kinds, target = DEFAULT_TARGET } = options;
  const [unmet] = unmetDemands(target, { kinds, allowOnHeadersStopIteration: true });
  if (unmet !== undefined) {
    throw new ToolError("ERR_USAGE", `${needs}, which is not for ${target}: ${unmet.reason}`, {
      hint: `leave it out of the configuration, or use ${mention("target", unmet.since)} or newer`,
    });
  }
  return { ...description, plugin: { ...plugin, allowOnHeadersStopIteration: true } };
}
