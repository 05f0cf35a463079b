import { resolve } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { defineConfig } from "./define-config.js";
import { findNonJson, type NonJson } from "./find-non-json.js";

/** What the thread is given. */
export interface ConfigThreadData {
  readonly path: string;
}

/** What the thread says of the file that it ran; what the file throws ends the thread instead. */
export type ConfigThreadMessage =
  | { readonly kind: "json"; readonly text: string }
  | { readonly kind: "no JSON"; readonly found: NonJson }
  | { readonly kind: "no default" };

parentPort?.postMessage(await run((workerData as ConfigThreadData).path));

async function run(path: string): Promise<ConfigThreadMessage> {
  const { createJiti } = await import("jiti");
  const jiti = createJiti(resolve(path), {
    fsCache: false,
    moduleCache: false,
    sourceMaps: true,
    interopDefault: false,
    // What such a file needs of the package, which may not be installed where the file is.
    virtualModules: { sluice: { defineConfig } },
  });
  const exported = await jiti.import<{ default?: unknown }>(resolve(path));
  const value = await exported.default;
  if (value === undefined) return { kind: "no default" };
  const found = findNonJson(value);
  return found === null ? { kind: "json", text: JSON.stringify(value) } : { kind: "no JSON", found };
}
