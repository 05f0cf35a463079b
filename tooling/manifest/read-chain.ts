import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type * as AjvModule from "ajv";
import type { JsonObject } from "../../istio/index.js";
import { ToolError } from "../error.js";
import { packageRoot } from "../package-root.js";
import { parseJson } from "../parse-json.js";
import { readInput } from "../read-input.js";
import type { ChainOptions } from "./chain.js";
import { pathOf, step } from "./crd/path.js";

/** The file that `sluice manifest` reads where no MODULE is given. */
export const CONFIG_FILE = "sluice.config.json";

const load = createRequire(import.meta.url);

/**
 * Reads the chain that a `sluice.config.json` describes. Modules are found from the file's own folder.
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_JSON_SYNTAX`, `ERR_USAGE` with the JSON path of what is wrong
 */
export async function readChain(path: string): Promise<ChainOptions> {
  const value = parseJson((await readInput(path, "--file")).toString("utf8"), path) as JsonObject;
  refuseOtherForm(path, value);
  const { manifest } = value as unknown as { manifest: ChainOptions };
  const plugins = manifest.plugins.map((plugin) => ({ ...plugin, module: fromFolder(dirname(path), plugin.module) }));
  return { ...manifest, plugins };
}

/** A relative path to a file from the configuration's folder; URLs and image references stand for themselves. */
function fromFolder(folder: string, module: string): string {
  return module.includes("://") || !module.endsWith(".wasm") ? module : resolve(folder, module);
}

function refuseOtherForm(path: string, value: JsonObject): void {
  const text = readFileSync(join(packageRoot(), "tooling", "manifest", "sluice.config.schema.json"), "utf8");
  const ajv = new (load("ajv") as typeof AjvModule).Ajv({ strict: false });
  const validate = ajv.compile(JSON.parse(text) as object);
  if (validate(value)) return;
  const [error] = validate.errors ?? [];
  const params = (error?.params ?? {}) as { additionalProperty?: string; allowedValues?: readonly unknown[] };
  const at = pathOf(error?.instancePath ?? "", value);
  const place = params.additionalProperty === undefined ? at : step(at, params.additionalProperty);
  const allowed = params.allowedValues === undefined ? "" : `: ${params.allowedValues.join(", ")}`;
  throw new ToolError(
    "ERR_USAGE",
    `${path}: ${place === "" ? "$" : place} ${error?.message ?? "has another form"}${allowed}`,
    {
      hint: "keep to the schema, sluice.config.schema.json of this package, which editors read from `$schema`",
    },
  );
}
