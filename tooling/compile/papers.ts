import { inflateRawSync } from "node:zlib";
import { deflateSync } from "fflate";
import { ABI_VERSION } from "../abi/versions.js";
import { ToolError } from "../error.js";
import { PLUGIN_KINDS, type PluginKind } from "../gateway.js";
import { DEPTH_MAX, isDeeper } from "../parse-json.js";
import { appendCustomSection, readModule, removeCustomSection, type WasmModule } from "../wasm/index.js";

/** Name of the custom section that holds a module's papers: JSON in raw DEFLATE (RFC 1951). */
const PAPERS_SECTION = "sluice.deflate";

/** Where modules of before have theirs: JSON as it is. */
const PLAIN_SECTION = "sluice";

/** No papers are as long; what a hostile module unpacks to is cut off there. */
const PAPERS_BYTES_MAX = 16 * 1024 * 1024;

/** What a module says about itself, so that `inspect`, `run`, `manifest` and `package` need nothing but the module. */
export interface Papers {
  /** Name of the filter: that of its folder. */
  readonly name: string;
  /** Version of the package that the filter is of. */
  readonly version: string;
  /** The root ids under which the module registers plugins. */
  readonly rootIds: readonly string[];
  /**
   * What the plugin of each root id may be to a gateway, the likeliest first: what its classes have callbacks for. A root id is not there
   * in older modules, and in those of `@solo-io/proxy-runtime` that serve any.
   */
  readonly kinds: Readonly<Record<string, readonly PluginKind[]>>;
  /** The proxy-wasm ABI that the module speaks. */
  readonly abi: typeof ABI_VERSION;
  /** Names of the imported host functions, sorted, e.g. `proxy_log`: what a capability restriction must allow. */
  readonly hostFunctions: readonly string[];
  /** Names of the labels that the module's metrics carry inside their names. */
  readonly metricLabels: readonly string[];
  /** The JSON Schema of the configuration of each root id that has one, without its descriptions. */
  readonly configSchemas: Readonly<Record<string, object>>;
  /** How many steps a callback may take before the module traps; null where nothing counts them, as in older modules. */
  readonly steps: number | null;
}

/**
 * Returns the module with its papers, in place of any it had, as compact JSON in the custom section `sluice.deflate`. The same papers give
 * the same bytes, on every machine: the zlib in Node does not promise that.
 *
 * @throws ToolError ERR_MODULE_INVALID when the bytes are no core module
 */
export function writePapers(module: Uint8Array, papers: Papers): Uint8Array {
  const { name, version, rootIds, kinds, abi, metricLabels, configSchemas, steps } = papers;
  const isKnown = papers.hostFunctions.join() === importedNames(readModule(module)).join();
  const hostFunctions = isKnown ? undefined : papers.hostFunctions;
  const members = { name, version, rootIds, kinds, abi, hostFunctions, metricLabels, configSchemas, steps };
  const text = JSON.stringify(members);
  const bare = [PAPERS_SECTION, PLAIN_SECTION].reduce(removeCustomSection, module);
  return appendCustomSection(bare, PAPERS_SECTION, deflateSync(Buffer.from(text, "utf8"), { level: 9 }));
}

/**
 * Reads a module's papers; null when it has none, as every module of another toolchain.
 *
 * @throws ToolError ERR_MODULE_INVALID when the bytes are no core module, or the section is not what `writePapers` wrote
 * @example
 * readPapers(module)?.rootIds; // ["auth"]
 */
export function readPapers(module: Uint8Array): Papers | null {
  return findPapers(readModule(module));
}

/** Names of the functions that a module imports, sorted. */
export function importedNames({ imports }: Pick<WasmModule, "imports">): string[] {
  return [...new Set(imports.filter(({ kind }) => kind === "function").map(({ name }) => name))].sort();
}

/** Finds the papers of a module already read. See {@link readPapers}. */
export function findPapers(module: Pick<WasmModule, "imports" | "customSections">): Papers | null {
  const [section, second] = module.customSections.filter(
    ({ name }) => name === PAPERS_SECTION || name === PLAIN_SECTION,
  );
  if (section === undefined) return null;
  if (second !== undefined) throw unreadable("$", "the section is there twice");
  const text = section.name === PAPERS_SECTION ? inflate(section.bytes) : section.bytes;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (error) {
    throw unreadable("$", "is not JSON", error);
  }
  if (isDeeper(value, DEPTH_MAX)) throw unreadable("$", `nests deeper than ${DEPTH_MAX} levels`);
  return validate(value, module);
}

/** What plugins have, by root id: any text may be one, so that nothing else answers to `constructor` or `__proto__`. */
export function byRootId<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries));
}

function inflate(bytes: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength: PAPERS_BYTES_MAX });
  } catch (error) {
    throw unreadable("$", "is not DEFLATE", error);
  }
}

/** Members that a later version may have added are left out, not refused. */
function validate(value: unknown, module: Pick<WasmModule, "imports">): Papers {
  if (!isObject(value)) throw unreadable("$", "must be an object");
  const { abi } = value;
  if (abi !== ABI_VERSION) throw unreadable("$.abi", `must be "${ABI_VERSION}"`);
  return {
    name: text(value, "name"),
    version: text(value, "version"),
    rootIds: texts(value, "rootIds"),
    kinds: kinds(value, "kinds"),
    abi,
    hostFunctions: value.hostFunctions === undefined ? importedNames(module) : texts(value, "hostFunctions"),
    metricLabels: texts(value, "metricLabels"),
    configSchemas: schemas(value, "configSchemas"),
    steps: count(value, "steps"),
  };
}

function text(papers: Readonly<Record<string, unknown>>, member: string): string {
  const value = papers[member];
  if (typeof value !== "string" || value === "") throw unreadable(`$.${member}`, "must be a string that is not empty");
  return value;
}

function texts(papers: Readonly<Record<string, unknown>>, member: string): string[] {
  const value = papers[member];
  const isTexts = Array.isArray(value) && value.every((item): item is string => typeof item === "string");
  if (!isTexts) throw unreadable(`$.${member}`, "must be an array of strings");
  return value;
}

function schemas(papers: Readonly<Record<string, unknown>>, member: string): Record<string, object> {
  const value = papers[member];
  const isSchemas = isObject(value) && Object.values(value).every(isObject);
  if (!isSchemas) throw unreadable(`$.${member}`, "must be an object of schemas");
  return byRootId(Object.entries(value as Record<string, object>));
}

/** A kind that a later version may have added is left out. */
function kinds(papers: Readonly<Record<string, unknown>>, member: string): Record<string, PluginKind[]> {
  const value = papers[member] ?? {};
  if (!isObject(value) || !Object.values(value).every(Array.isArray)) {
    throw unreadable(`$.${member}`, "must be an object of arrays");
  }
  const entries = Object.entries(value as Record<string, unknown[]>);
  return byRootId(entries.map(([rootId, named]) => [rootId, PLUGIN_KINDS.filter((kind) => named.includes(kind))]));
}

function count(papers: Readonly<Record<string, unknown>>, member: string): number | null {
  const value = papers[member] ?? null;
  if (value === null || (typeof value === "number" && Number.isSafeInteger(value) && value > 0)) return value;
  throw unreadable(`$.${member}`, "must be a number of steps");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unreadable(path: string, what: string, cause?: unknown): ToolError {
  return new ToolError("ERR_MODULE_INVALID", `custom section "${PLAIN_SECTION}": ${path}: ${what}`, {
    hint: "build the module again with `sluice build`",
    cause,
  });
}
