import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type * as AjvModule from "ajv";
import type { JsonValue } from "../../istio/index.js";
import { ToolError } from "../error.js";
import { packageRoot } from "../package-root.js";
import type { ChainOptions } from "./chain.js";
import { problemOf } from "./crd/schema-problem.js";
import { isReference } from "./is-reference.js";
import { lineOf } from "./line-of.js";
import { type LoadedConfig, loadConfig } from "./load-config.js";
import type { SluiceConfig } from "./sluice-config.js";

const load = createRequire(import.meta.url);

/**
 * Reads the chain that a `sluice.config.ts` or `sluice.config.json` describes. Modules are found from the file's own folder.
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_JSON_SYNTAX`, `ERR_USAGE` with the line and the path of
 *   what is wrong
 */
export async function readChain(path: string): Promise<ChainOptions> {
  const { manifest } = await readConfig(path);
  // What a module is built of is nothing to its manifest.
  return { ...manifest, plugins: manifest.plugins.map(({ filter: _filter, ...plugin }) => plugin) };
}

/** Reads all that such a file says, with the paths in it as they are from here. Throws as `readChain`. */
export async function readConfig(path: string): Promise<SluiceConfig> {
  const { manifest, ...others } = asConfig(path, await loadConfig(path));
  const folder = dirname(path);
  const plugins = manifest.plugins.map(({ module, filter, ...plugin }) => ({
    ...plugin,
    module: fromFolder(folder, module),
    ...(filter === undefined ? {} : { filter: resolve(folder, filter) }),
  }));
  return { ...others, manifest: { ...manifest, plugins } };
}

/** A relative path to a file from the configuration's folder; URLs and image references stand for themselves. */
function fromFolder(folder: string, module: string): string {
  return isReference(module, folder) ? module : resolve(folder, module);
}

function asConfig(path: string, { value, text }: LoadedConfig): SluiceConfig {
  const schema = readFileSync(join(packageRoot(), "tooling", "manifest", "sluice.config.schema.json"), "utf8");
  const ajv = new (load("ajv") as typeof AjvModule).Ajv({ strict: false, verbose: true });
  const validate = ajv.compile<SluiceConfig>(JSON.parse(schema) as object);
  if (validate(value)) return value;
  const [error] = validate.errors ?? [];
  if (error === undefined) throw new ToolError("ERR_INTERNAL", `${path} is refused without a reason`);
  const { additionalProperty } = error.params as { readonly additionalProperty?: string };
  const parts = error.instancePath.split("/").slice(1);
  const keys = [...parts, ...(additionalProperty === undefined ? [] : [additionalProperty])];
  const line = lineOf(text, path.endsWith(".json"), keys.map(asKey));
  const { path: place, message, hint } = problemOf(error, value as JsonValue);
  throw new ToolError(
    "ERR_USAGE",
    `${path}${line === null ? "" : `:${line}`}: ${place === "" ? "$" : place} ${message}`,
    {
      hint,
    },
  );
}

/** A token of a JSON pointer (RFC 6901). No member of the schema is called by a number. */
function asKey(token: string): string | number {
  return /^\d+$/.test(token) ? Number(token) : token.replaceAll("~1", "/").replaceAll("~0", "~");
}
