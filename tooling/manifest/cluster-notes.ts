import { calloutCluster, type PluginUrl } from "../../istio/index.js";
import type { Description } from "./describe.js";
import { type NamedCluster, namedClusters } from "./named-clusters.js";
import type { OptionNames } from "./option-names.js";
import { isOfIstio, type ManifestOptions } from "./options.js";
import { readCallouts } from "./make-surroundings.js";

/** Clusters that a configuration names and nothing makes, and those that are made for nobody; a sentence each. */
export function clusterNotes(options: ManifestOptions, plugin: Description["plugin"], names: OptionNames): string[] {
  const { configuration, cluster } = plugin;
  if (configuration === undefined) return [];
  const callouts = readCallouts(options, names);
  const text = JSON.stringify(configuration);
  const notes = outsideNotes(text, callouts.map(calloutCluster), names);
  if (!options.kinds.some(isOfIstio)) return notes;
  const unused = callouts.filter((url) => !text.includes(calloutCluster(url)));
  // What stands between bars is a name that istiod gives.
  const unknown = namedClusters(configuration).filter(({ name }) => !name.includes("|") && name !== cluster?.name);
  if (unknown.length > 0) return [...notes, ...unknown.map((named) => unknownNote(named, unused[0], names))];
  return [
    ...notes,
    ...unused.map(
      (url) =>
        `nothing in the configuration calls ${calloutCluster(url)}, which ${names.mention("callouts", originOf(url))} makes`,
    ),
  ];
}

function unknownNote({ path, name, url }: NamedCluster, made: PluginUrl | undefined, names: OptionNames): string {
  const target = made ?? url;
  const istios = target === null ? "outbound|443||HOST" : calloutCluster(target);
  const mend =
    made === undefined
      ? `${istios} there, with ${names.mention("callouts", target === null ? "https://HOST" : originOf(target))} for a host outside the mesh`
      : `${istios} there, which ${names.mention("callouts")} makes`;
  return `${path} names the cluster ${name}, which no proxy has from Istio, so that each call fails: write ${mend}`;
}

/** Clusters of hosts outside the mesh, which only a ServiceEntry makes. */
function outsideNotes(text: string, made: readonly string[], names: OptionNames): string[] {
  const named = [...text.matchAll(/"(outbound\|(\d+)\|\|([a-z0-9.-]+))"/g)];
  return named.flatMap(([, cluster = "", port, host = ""]) => {
    if (made.includes(cluster) || /\.svc(\.|$)/.test(host)) return [];
    const url = port === "443" ? `https://${host}` : `http://${host}:${port}`;
    return [
      `the configuration names ${cluster}, which a ServiceEntry must make: ${names.mention("callouts", url)} adds it`,
    ];
  });
}

function originOf(url: PluginUrl): string {
  const isUsual = url.port === (url.scheme === "https" ? 443 : 80);
  return `${url.scheme}://${url.host}${isUsual ? "" : `:${url.port}`}`;
}
