import type { ConfigPatch } from "../envoy-filter.js";
import type { JsonObject, JsonValue } from "../kubernetes.js";
import { ENABLED } from "../route-filter.js";
import { LINKS } from "./links.js";
import { unless, type Problem } from "./problem.js";

/** Filters that routes enable: a route that isn't named, a filter that no route enables, a configuration that Envoy refuses. */
export function checkRoutes(patches: readonly ConfigPatch[]): Problem[] {
  const disabled = patches.flatMap(({ applyTo, patch: { value } }) =>
    applyTo === "HTTP_FILTER" && value?.["disabled"] === true ? [value["name"]] : [],
  );
  const enabled = patches.flatMap(({ applyTo, patch: { value } }) =>
    applyTo === "HTTP_ROUTE" ? Object.keys(configs(value)) : [],
  );
  return patches.flatMap(({ applyTo, match, patch: { value } }, index) => {
    const path = `spec.configPatches[${index}]`;
    if (applyTo === "HTTP_FILTER") {
      return unless(
        value?.["disabled"] !== true || enabled.some((name) => name === value["name"]),
        `${path}.patch.value.disabled`,
        "is true, and no route enables the filter: no request would meet it",
        "name the routes, or leave `disabled` out",
        LINKS.filterConfig,
      );
    }
    if (applyTo !== "HTTP_ROUTE") return [];
    const route = child(child(child(match.routeConfiguration, "vhost"), "route"), "name");
    const at = `${path}.patch.value.typed_per_filter_config`;
    return [
      ...unless(
        typeof route === "string" && route !== "",
        `${path}.match.routeConfiguration.vhost.route.name`,
        "is missing, and the patch goes to every route",
        "name the route, as its entry in the VirtualService is named",
        LINKS.routeMatch,
      ),
      ...Object.entries(configs(value)).flatMap(([name, config]) => [
        ...unless(
          disabled.includes(name),
          `${at}[${JSON.stringify(name)}]`,
          "is no name of a filter that is disabled beside it",
          "give the name of the filter, which has `disabled: true`",
          LINKS.filterConfig,
        ),
        ...unless(
          JSON.stringify(config) === JSON.stringify(ENABLED),
          `${at}[${JSON.stringify(name)}]`,
          "is no way to enable a Wasm filter: it has no configuration by route, and Istio takes no empty one",
          `use ${JSON.stringify(ENABLED)}`,
          LINKS.filterConfig,
        ),
      ]),
    ];
  });
}

function configs(value: JsonObject | undefined): JsonObject {
  const found = child(value, "typed_per_filter_config");
  return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as JsonObject) : {};
}

function child(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject)[key] : undefined;
}
