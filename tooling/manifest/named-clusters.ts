import { type JsonValue, parsePluginUrl, type PluginUrl } from "../../istio/index.js";

/** Keys whose values are names of clusters by every convention. */
const CLUSTER_KEY = /(?:^|[_.-])cluster$|[a-z]Cluster$/;

/** A cluster that a configuration names. */
export interface NamedCluster {
  readonly path: string;
  readonly name: string;
  /** The first URL that stands beside it. */
  readonly url: PluginUrl | null;
}

/** The clusters that a configuration names, in its order. */
export function namedClusters(value: JsonValue, path = "$"): NamedCluster[] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) {
    return value.flatMap((item: JsonValue, index) => namedClusters(item, `${path}[${index}]`));
  }
  const texts = Object.values(value).filter((item) => typeof item === "string");
  const url = texts.map(parsePluginUrl).find((each) => each?.scheme === "https" || each?.scheme === "http") ?? null;
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === "string" && item !== "" && CLUSTER_KEY.test(key)
      ? [{ path: `${path}.${key}`, name: item, url }]
      : namedClusters(item, `${path}.${key}`),
  );
}
