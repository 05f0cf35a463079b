import { PHASES } from "../plugin-description.js";
import type { WasmPlugin } from "../wasm-plugin.js";
import { checkAttachment } from "./attachment.js";
import { checkObjectMeta } from "./object-meta.js";
import { checkOneOf } from "./one-of.js";
import { checkPluginModule } from "./plugin-module.js";
import { checkPriority } from "./range.js";
import type { Problem } from "./problem.js";

/**
 * Everything for which the API server (schema and CEL rules of the CRD) or Istio's webhook refuses a WasmPlugin, and what
 * they let pass but the proxy does not honour.
 */
export function validateWasmPlugin(plugin: WasmPlugin): Problem[] {
  const { spec } = plugin;
  return [
    ...checkObjectMeta(plugin),
    ...checkPluginModule("spec", spec),
    ...checkAttachment(spec),
    ...checkOneOf("spec.phase", spec.phase, PHASES),
    ...checkPriority("spec.priority", spec.priority),
  ];
}
