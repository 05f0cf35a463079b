import { join } from "node:path";
import { isReference } from "../manifest/is-reference.js";
import type { CiModule } from "./modules.js";
import type { CiOptions } from "./steps.js";

/** Where a pipeline keeps what is about all modules. */
export function ciFiles({ folder, chain, modules }: Pick<CiOptions, "folder" | "chain" | "modules">) {
  const name = chain === null ? modules[0]?.name : "chain";
  return {
    chain: join(folder, "chain.json"),
    manifest: join(folder, "manifests", `${name}.yaml`),
    comment: join(folder, "comment.md"),
  };
}

/** Where a pipeline keeps what is about one module. */
export function moduleFiles({ name, filters, place, folder, against }: CiModule) {
  return {
    module: filters.length === 0 && place !== null ? place : join(folder, `${name}.wasm`),
    /** Of the last release. */
    released: against !== undefined && !isReference(against) ? against : join(folder, "released.wasm"),
    /** What was said of it where it was pulled. */
    release: join(folder, "release.json"),
    layout: join(folder, "layout"),
    configuration: join(folder, "configuration"),
    bench: join(folder, "bench.json"),
    push: join(folder, "push.json"),
  };
}
