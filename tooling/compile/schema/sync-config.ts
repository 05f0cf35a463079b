import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseJson } from "../../parse-json.js";
import { readInput } from "../../read-input.js";
import { generateConfigClass, GENERATED } from "./config-class.js";
import { generateConfigTable } from "./config-table.js";
import { generateConfigType } from "./config-type.js";
import { parseSchema } from "./parse-schema.js";
import { updateReadmeTable } from "./readme-table.js";
import { writeIfChanged } from "./write-if-changed.js";

const SCHEMA_FILE = "config.schema.json";

/** Where the markers of the options table may stand: a long one leaves the README to what comes first. */
const DOCUMENTS = ["README.md", "OPTIONS.md"];

export interface SyncedConfig {
  /** The JSON Schema as it stands in `config.schema.json`, null where the filter has none. */
  readonly schema: object | null;
  /** Names of the files in the filter's folder that were written. */
  readonly changed: readonly string[];
}

/**
 * Makes what follows from a filter's `config.schema.json`: `config.ts`, `config.schema.d.ts` and, between its markers, the table
 * in `README.md` or `OPTIONS.md`. Files that are right already are left alone.
 *
 * @throws ToolError ERR_JSON_SYNTAX, ERR_SCHEMA_UNSUPPORTED, ERR_FILE_UNREADABLE or ERR_FILE_UNWRITABLE, naming file and place
 * @example
 * const { schema } = await syncConfig("filters/auth");
 */
export async function syncConfig(filterFolder: string): Promise<SyncedConfig> {
  const file = join(filterFolder, SCHEMA_FILE);
  const text = await readIfPresent(file);
  if (text === null) return { schema: null, changed: [] };
  const json = parseJson(text, file);
  const schema = parseSchema(json, { file, name: `${basename(filterFolder)}-config` });
  const files: [name: string, content: string, firstLine?: string][] = [
    ["config.ts", generateConfigClass(schema), GENERATED],
    ["config.schema.d.ts", generateConfigType(schema), GENERATED],
  ];
  for (const name of DOCUMENTS) {
    const document = await readIfPresent(join(filterFolder, name));
    if (document !== null) files.push([name, updateReadmeTable(document, generateConfigTable(schema))]);
  }
  const changed: string[] = [];
  for (const [name, content, firstLine] of files) {
    if (await writeIfChanged(join(filterFolder, name), content, firstLine)) changed.push(name);
  }
  return { schema: json as object, changed };
}

async function readIfPresent(path: string): Promise<string | null> {
  const isMissing = await readFile(path).then(
    () => false,
    (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT",
  );
  return isMissing ? null : (await readInput(path, "filter")).toString("utf8");
}
