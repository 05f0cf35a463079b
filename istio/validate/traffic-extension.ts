import type { TrafficExtension } from "../traffic-extension.js";
import { checkAttachment } from "./attachment.js";
import { checkObjectMeta } from "./object-meta.js";
import { checkOneOf } from "./one-of.js";
import { checkPluginModule } from "./plugin-module.js";
import { checkPriority } from "./range.js";
import type { Problem } from "./problem.js";

/** As for a WasmPlugin, with the module's fields in their own place. */
export function validateTrafficExtension(extension: TrafficExtension): Problem[] {
  const { spec } = extension;
  return [
    ...checkObjectMeta(extension),
    ...checkPluginModule("spec.wasm", spec.wasm),
    ...checkAttachment(spec),
    ...checkOneOf("spec.phase", spec.phase, ["UNSPECIFIED", "AUTHN", "AUTHZ", "STATS"]),
    ...checkPriority("spec.priority", spec.priority),
  ];
}
