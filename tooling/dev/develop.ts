import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { absoluteSources, isUnchanged, recordSources, type SourceRecord } from "../compile/source-record.js";
import { FolderWatch } from "./folder-watch.js";

/** What is built again at every save, and where it goes. */
export interface Development<Plugin> {
  /** Path of the filter's folder or file. */
  readonly target: string;
  /** Absolute paths of what else decides over the plugin: its configuration, say. */
  readonly files: readonly string[];
  /** Builds the plugin; calls `onSources` with what it is made of, also where it then fails. */
  readonly build: (onSources: (sources: SourceRecord) => void) => Promise<Plugin>;
  /** Puts a plugin that is built of the newest sources into service. */
  readonly serve: (plugin: Plugin) => Promise<void>;
  /** Says what went wrong with this save, or throws it on where no save can mend it. */
  readonly onError: (error: unknown) => void;
  /** Ends the development. */
  readonly signal: AbortSignal;
}

/**
 * Builds a plugin and puts it into service, and again whenever what it is made of changes. What was saved while it was built makes
 * that build void: only the newest goes into service.
 *
 * @throws what `onError` throws.
 */
export async function develop<Plugin>(development: Development<Plugin>): Promise<void> {
  const { signal } = development;
  using watch = new FolderWatch();
  while (!signal.aborted) {
    const sources = await buildOnce(development);
    await untilChanged(watch, sources, signal);
  }
}

/** Returns the sources of the build, by absolute paths, as they were for it. */
async function buildOnce<Plugin>(development: Development<Plugin>): Promise<SourceRecord> {
  const { target, files, build, serve, onError, signal } = development;
  const others = record([...files, ...schemaOf(target)]);
  const visible = record(filesOf(target));
  let compiled: SourceRecord | null = null;
  const sources = (): SourceRecord => ({ ...(compiled ?? visible), ...others });
  try {
    const plugin = await build((known) => (compiled = known));
    if (!signal.aborted && isUnchanged("", sources())) await serve(plugin);
  } catch (error) {
    if (!signal.aborted && isUnchanged("", sources())) onError(error);
  }
  return sources();
}

async function untilChanged(watch: FolderWatch, sources: SourceRecord, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    watch.setFiles(Object.keys(sources));
    const { count } = watch;
    if (!isUnchanged("", sources)) return;
    await watch.after(count, signal);
  }
}

function record(paths: readonly string[]): SourceRecord {
  const { read, record: found } = recordSources("/");
  for (const path of paths) read(path);
  return absoluteSources("/", found);
}

/** What decides over a build that fails before the compiler runs, when nobody knows what it is made of. */
function filesOf(target: string): string[] {
  const path = resolve(target);
  if (!isFolder(path)) return [path, join(path, "index.ts")];
  const files = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile());
  return [join(path, "index.ts"), ...files.map(({ name }) => join(path, name))];
}

/** The compiler is handed what is made of a schema, and never asks for the schema. */
function schemaOf(target: string): string[] {
  const path = resolve(target);
  return [join(isFolder(path) ? path : join(path, ".."), "config.schema.json")];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
