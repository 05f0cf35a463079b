import type { JsonObject } from "../kubernetes.js";
import { checkFields } from "./known-fields.js";
import { LINKS } from "./links.js";
import { unless, type Problem } from "./problem.js";

/** Types of the API that istiod is built with: Envoy's third, and wrappers of types that it has not. */
const TYPE = /^type\.googleapis\.com\/(?:envoy(?:\.\w+)+\.v3(?:alpha)?\.\w+|(?:udpa|xds)\.type\.v1\.TypedStruct)$/;

/** What a filter of a chain may say beside its name. */
const FIELDS = ["name", "typed_config", "config_discovery", "is_optional", "disabled"];

/** How a filter or an extension is configured: by a message of a type that istiod knows, or by one that the filter discovers. */
export function checkTypedConfig(path: string, value: JsonObject): Problem[] {
  return [...checkFields(path, value, FIELDS), ...checkType(path, value)];
}

function checkType(path: string, { typed_config, config_discovery }: JsonObject): Problem[] {
  if (typed_config === undefined) {
    return unless(
      config_discovery !== undefined,
      `${path}.typed_config`,
      "is missing, and Envoy finds no filter by its name alone",
      "give it, with its @type",
      LINKS.patch,
    );
  }
  const type = (typed_config as JsonObject | null)?.["@type"];
  return unless(
    typeof type === "string" && TYPE.test(type),
    `${path}.typed_config.@type`,
    "is no type of Envoy's v3 API, and istiod refuses others",
    "write type.googleapis.com/ and the full name of the message",
    LINKS.patch,
  );
}
