import { envoyBootstrap, parsePluginUrl, type EnvoyBootstrap, type EnvoyFragment } from "../../istio/index.js";
import { ToolError } from "../error.js";
import type { OptionNames } from "./option-names.js";
import type { ManifestOptions } from "./options.js";

/**
 * The pieces of a bootstrap within a whole one, where the options name a service for it to stand in front of; else as they are.
 *
 * @param name of the plugin
 * @throws ToolError `ERR_USAGE` where the service is none, or an option means nothing to what is made
 */
export function wholeBootstrap(
  fragment: EnvoyFragment,
  name: string,
  { upstream: text, listenPort, routes }: ManifestOptions,
  { subject, mention }: OptionNames,
): EnvoyFragment | EnvoyBootstrap {
  if (text === undefined) {
    if (listenPort === undefined) return fragment;
    throw new ToolError("ERR_USAGE", `${subject("listenPort")} is of a whole bootstrap, and these are pieces of one`, {
      hint: `add ${mention("upstream")}, or take it out`,
    });
  }
  if (routes !== undefined) {
    throw new ToolError(
      "ERR_USAGE",
      `${subject("routes")}: a bootstrap of ${mention("upstream")} has one route, for all`,
      {
        hint: "leave one of the two out",
      },
    );
  }
  const upstream = parsePluginUrl(text);
  const isHttp = upstream?.scheme === "http" || upstream?.scheme === "https";
  if (upstream === null || !isHttp || upstream.path !== "/" || text.includes("?")) {
    throw new ToolError("ERR_USAGE", `${subject("upstream")} is no http or https URL of a host`, {
      hint: "write http://HOST[:PORT], without a path",
    });
  }
  return envoyBootstrap(fragment, { name, upstream, listenPort });
}
