import { join } from "node:path";
import { writeAtomically } from "../atomic-write.js";
import { createManifest, DEFAULT_NAMESPACE, placeInChain, registryUrl, toYaml } from "../manifest/index.js";
import type { ManifestOptions } from "../manifest/index.js";
import type { DemoFilter } from "./filters.js";

/** Stands where a secret goes: no manifest of the demo holds one. */
const SECRET_PLACEHOLDER = "replace-me-with-a-secret-of-at-least-32-bytes";

const KINDS = ["registry", "WasmPlugin", "EnvoyFilter"] as const;

/**
 * Writes, for each filter, the manifests that run it: the registry that serves the module, and a WasmPlugin or an EnvoyFilter. They
 * keep the order of the chain: among WasmPlugins of a phase the higher priority comes first, while EnvoyFilters insert one after the
 * other, the lower priority first.
 */
export async function writeManifests(filters: readonly DemoFilter[]): Promise<string[]> {
  const paths: string[] = [];
  for (const [index, { compiled, config, path: module }] of filters.entries()) {
    const hasSecret = "jwt_secret" in config;
    const withoutSecret = hasSecret ? { ...config, jwt_secret: SECRET_PLACEHOLDER } : config;
    const configuration = withoutSecret as NonNullable<ManifestOptions["configuration"]>;
    for (const kind of KINDS) {
      const { objects } = await createManifest({
        ...{ module, kinds: [kind] },
        ...(kind === "registry" ? {} : { configuration, selector: GATEWAY, ...placeOf(kind, index, filters.length) }),
        ...(kind === "registry" ? {} : { url: registryUrl(registryOf(compiled.name)) }),
      });
      const path = join("build", `${compiled.name}-${kind.toLowerCase()}.yaml`);
      await writeAtomically(path, commentOn(kind, hasSecret) + toYaml(objects));
      paths.push(path);
    }
  }
  return paths;
}

const GATEWAY = { istio: "ingressgateway" };

function registryOf(name: string): Parameters<typeof registryUrl>[0] {
  return { name: `${name}-registry`, namespace: DEFAULT_NAMESPACE, fileName: `${name}.wasm` };
}

function placeOf(kind: "WasmPlugin" | "EnvoyFilter", index: number, count: number): Partial<ManifestOptions> {
  return { ...placeInChain(kind, index, count), ...(kind === "WasmPlugin" ? { phase: "AUTHN" } : {}) };
}

function commentOn(kind: (typeof KINDS)[number], hasSecret: boolean): string {
  if (kind === "registry") return "# Apply this first: the plugin's module comes from here.\n";
  const other = kind === "WasmPlugin" ? "EnvoyFilter" : "WasmPlugin";
  const secret = hasSecret ? "# Put your own secret in the place of jwt_secret before you apply it.\n" : "";
  return `# Apply this or the ${other}, not both, once the registry is there.\n${secret}`;
}
