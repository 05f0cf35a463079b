import type { HigressWasmPlugin } from "../higress-wasm-plugin.js";
import { URL_SCHEMES } from "../plugin-url.js";
import { checkValues } from "./json-values.js";
import { checkObjectMeta } from "./object-meta.js";
import { checkPluginUrl } from "./plugin-url.js";
import { checkPriority } from "./range.js";
import { checkSha256 } from "./sha256.js";
import type { Problem } from "./problem.js";

/** What Higress' definition lets pass and its gateway fails on. */
export function validateHigressWasmPlugin(plugin: HigressWasmPlugin): Problem[] {
  const { url, sha256, priority, defaultConfig } = plugin.spec;
  return [
    ...checkObjectMeta(plugin),
    ...checkPluginUrl("spec.url", url, URL_SCHEMES),
    ...checkSha256("spec.sha256", sha256),
    ...checkPriority("spec.priority", priority),
    ...(defaultConfig === undefined ? [] : checkValues("spec.defaultConfig", defaultConfig)),
  ];
}
