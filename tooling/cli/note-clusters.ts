import type { JsonValue } from "../../istio/index.js";
import type { PluginSpec } from "../gateway.js";
import { namedClusters } from "../manifest/named-clusters.js";
import { unknownCluster } from "../unknown-cluster.js";
import { readModule } from "../wasm/index.js";

/** The host functions by which a module calls other services. */
const CALLS: ReadonlySet<string> = new Set(["proxy_http_call", "proxy_grpc_call", "proxy_grpc_stream"]);

/**
 * What the user should know of a plugin that may call clusters that a gateway has not, a line each: Envoy says no word when it does.
 */
export function noteClusters(
  { module, configuration }: Pick<PluginSpec, "module" | "configuration">,
  clusters: Readonly<Record<string, string>> = {},
): string[] {
  const calls = readModule(module).imports.some(({ kind, name }) => kind === "function" && CALLS.has(name));
  if (!calls) return [];
  if (Object.keys(clusters).length === 0) {
    return [
      "note: this filter can call other services and knows none, so each call fails at once: " +
        "for every cluster that it names add --cluster NAME=http://HOST:PORT (for gRPC grpc://HOST:PORT)",
    ];
  }
  const known = ["upstream", ...Object.keys(clusters)];
  const unknown = namedClusters(jsonOf(configuration)).filter(({ name }) => !known.includes(name));
  return unknown.map(({ path, name }) => `note: --config: ${path}: ${unknownCluster(name, known)}`);
}

/** Null where it is no JSON. */
function jsonOf(configuration: PluginSpec["configuration"]): JsonValue {
  try {
    return typeof configuration === "string" ? (JSON.parse(configuration) as JsonValue) : null;
  } catch {
    return null;
  }
}
