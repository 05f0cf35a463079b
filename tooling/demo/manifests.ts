import { join } from "node:path";
import { writeAtomically } from "../atomic-write.js";
import { createManifest, toYaml } from "../manifest/index.js";
import type { ManifestOptions } from "../manifest/index.js";
import type { DemoFilter } from "./filters.js";

/** Marks the place where a secret goes: no manifest of the demo holds one. */
const SECRET_PLACEHOLDER = "replace-me-with-a-secret-of-at-least-32-bytes";

/** Writes, for each filter, the manifests that run it: a WasmPlugin, an EnvoyFilter, and the registry that serves the module. */
export async function writeManifests(filters: readonly DemoFilter[]): Promise<string[]> {
  const paths: string[] = [];
  for (const { compiled, config, path: module } of filters) {
    const withoutSecret = "jwt_secret" in config ? { ...config, jwt_secret: SECRET_PLACEHOLDER } : config;
    const configuration = withoutSecret as NonNullable<ManifestOptions["configuration"]>;
    for (const kind of ["WasmPlugin", "EnvoyFilter"] as const) {
      const { objects } = await createManifest({ module, kinds: ["registry", kind], configuration, selector: GATEWAY });
      const path = join("build", `${compiled.name}-${kind.toLowerCase()}.yaml`);
      await writeAtomically(path, toYaml(objects));
      paths.push(path);
    }
  }
  return paths;
}

const GATEWAY = { istio: "ingressgateway" };
