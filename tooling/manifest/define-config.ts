import type { SluiceConfig } from "./sluice-config.js";

/**
 * Gives a `sluice.config.ts` its types: what is passed comes back as it is. What no type can say is checked when the file is read,
 * by the schema that the JSON form has too.
 *
 * @example
 * import { defineConfig } from "sluice";
 *
 * export default defineConfig({
 *   manifest: { kinds: ["WasmPlugin"], plugins: [{ module: "build/auth.wasm", phase: "AUTHN" }] },
 * });
 */
export function defineConfig(config: SluiceConfig): SluiceConfig {
  return config;
}
