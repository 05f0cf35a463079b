import { join } from "node:path";
import { writeAtomically } from "../atomic-write.js";
import { compileFilter } from "../compile/compile.js";
import type { CompiledFilter } from "../compile/compile.js";
import { packageRoot } from "../package-root.js";

/** A filter of the demo's chain, compiled and configured. */
export interface DemoFilter {
  readonly compiled: CompiledFilter;
  readonly config: Readonly<Record<string, unknown>>;
  /** Where the module was written, relative to the current folder. */
  readonly path: string;
}

/** The chain in its order: `metrics` first, so that it counts what `auth` refuses too. */
function demoConfigs(secret: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return {
    metrics: {},
    auth: { jwt_secret: secret, token_header: "Authorization", allowed_paths: ["/public", "/health"] },
    headers: {
      request: [
        { op: "set", name: "x-gateway", value: "sluice" },
        { op: "remove", name: "x-internal-*" },
      ],
      response: [
        { op: "default", name: "x-content-type-options", value: "nosniff" },
        { op: "remove", name: "x-powered-by" },
      ],
    },
  };
}

/** Compiles the three filters that come with the package, and writes their modules under `build/`. */
export async function buildFilters(secret: string): Promise<DemoFilter[]> {
  const built: DemoFilter[] = [];
  for (const [name, config] of Object.entries(demoConfigs(secret))) {
    const compiled = await compileFilter({ filter: join(packageRoot(), "filters", name) });
    const path = join("build", `${name}.wasm`);
    await writeAtomically(path, compiled.module);
    built.push({ compiled, config, path });
  }
  return built;
}
