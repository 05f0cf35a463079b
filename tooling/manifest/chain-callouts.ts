import { calloutCluster, parsePluginUrl } from "../../istio/index.js";
import type { ManifestOptions } from "./options.js";

/**
 * Plugins of a chain, each with the hosts that are its own to call: one that all of them were given, and that another one's configuration
 * names, is left to that one.
 */
export function shareCallouts<T extends Partial<ManifestOptions>>(plugins: readonly T[]): T[] {
  return plugins.map((plugin) => {
    if (plugin.callouts === undefined) return plugin;
    const others = plugins.filter((other) => other !== plugin);
    const callouts = plugin.callouts.filter(
      (url) =>
        calls(plugin, url) || !others.some((other) => other.callouts?.includes(url) === true && calls(other, url)),
    );
    return { ...plugin, callouts };
  });
}

function calls({ configuration = null }: Partial<ManifestOptions>, url: string): boolean {
  const parsed = parsePluginUrl(url);
  return parsed !== null && JSON.stringify(configuration).includes(calloutCluster(parsed));
}
