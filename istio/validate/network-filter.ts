import type { ConfigPatch } from "../envoy-filter.js";
import type { JsonObject } from "../kubernetes.js";
import type { PluginType } from "../plugin-description.js";
import { WASM_FILTER_TYPES } from "../wasm-filter.js";
import { LINKS } from "./links.js";
import { filterMatch } from "./patch-match.js";
import { checkWasmFilter } from "./wasm-filter.js";
import { unless, type Problem } from "./problem.js";

/** What istiod or Envoy refuses in a patch of network filters, or takes and does nothing with. */
export function checkNetworkFilter(path: string, match: ConfigPatch["match"], patch: ConfigPatch["patch"]): Problem[] {
  return [
    ...unless(
      !["ADD", "INSERT_AFTER"].includes(patch.operation),
      `${path}.patch.operation`,
      `${patch.operation} puts a network filter behind the one that ends the chain, where Envoy refuses it`,
      "use INSERT_BEFORE with the name of that one, or INSERT_FIRST",
      LINKS.patch,
    ),
    ...unless(
      patch.operation !== "INSERT_BEFORE" || filterMatch(match) !== undefined,
      `${path}.match.listener.filterChain.filter.name`,
      "is missing",
      `name the network filter that ${patch.operation} refers to`,
    ),
    ...(patch.value === undefined ? [] : checkWasmFilter(`${path}.patch.value`, patch.value)),
    ...checkType(`${path}.patch.value`, patch.value, "NETWORK"),
  ];
}

/** A filter that runs a plugin has the type of the chain it is put into, and says so where it discovers its configuration. */
export function checkType(path: string, value: JsonObject | undefined, type: PluginType): Problem[] {
  const other = WASM_FILTER_TYPES[type === "HTTP" ? "NETWORK" : "HTTP"];
  const typedConfig = value?.["typed_config"] as { readonly "@type"?: string } | undefined;
  const discovery = value?.["config_discovery"] as { readonly type_urls?: readonly string[] } | undefined;
  const at = typedConfig?.["@type"] === other ? "typed_config.@type" : "config_discovery.type_urls";
  return unless(
    typedConfig?.["@type"] !== other && discovery?.type_urls?.includes(other) !== true,
    `${path}.${at}`,
    `names a type that Envoy has among the ${type === "HTTP" ? "network" : "HTTP"} filters only`,
    `use ${WASM_FILTER_TYPES[type]}`,
  );
}
