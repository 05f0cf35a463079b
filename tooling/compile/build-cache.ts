import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../atomic-write.js";
import { cacheDirectory } from "../cache-directory.js";
import { isUnchanged, type SourceRecord } from "./source-record.js";

/** What a compilation gave, as far as it cannot be read from the module again. */
export interface Build {
  readonly module: Uint8Array;
  readonly sourceMap: string | null;
  readonly callbacks: readonly string[];
  readonly warnings: readonly string[];
  readonly sources: SourceRecord;
}

/** How a build lies in its file, after the digest. */
interface Entry extends Omit<Build, "module"> {
  /** Base64. */
  readonly module: string;
}

/** How many builds are kept: those that were used last. */
export const BUILDS_MAX = 256;

/** The folder of the builds, one file each, by key. */
export function buildCacheDirectory(): string {
  return join(cacheDirectory(), "build");
}

/** The key of a build: everything that decides over it and is known before the compiler runs. */
export function buildKey(parts: Readonly<Record<string, unknown>>): string {
  return sha256(JSON.stringify(parts));
}

/**
 * Finds a build whose sources are all as they were when it was made. Whatever is wrong with its file — absent, cut off, damaged,
 * of another's making — there is no build then.
 */
export async function findBuild(key: string, projectFolder: string): Promise<Build | null> {
  const file = join(buildCacheDirectory(), key);
  const text = await readFile(file, "utf8").catch(() => null);
  const entry = text === null ? null : parse(text, key);
  if (entry === null || !isUnchanged(projectFolder, entry.sources)) return null;
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
  const { sourceMap, callbacks, warnings, sources } = entry;
  return { module: Buffer.from(entry.module, "base64"), sourceMap, callbacks, warnings, sources };
}

/** Keeps a build, in place of one that the key had, and drops those beyond `BUILDS_MAX`. Where nothing can be written nothing is kept. */
export async function keepBuild(key: string, build: Build): Promise<void> {
  const { module, sourceMap, callbacks, warnings, sources } = build;
  const entry: Entry = { sources, module: Buffer.from(module).toString("base64"), sourceMap, callbacks, warnings };
  const text = JSON.stringify(entry);
  try {
    await writeAtomically(join(buildCacheDirectory(), key), `${digestOf(key, text)}\n${text}`);
    await dropOldest(buildCacheDirectory());
  } catch {
    // The build is made, and that is what was asked for.
  }
}

function parse(file: string, key: string): Entry | null {
  const end = file.indexOf("\n");
  const text = file.slice(end + 1);
  return end !== -1 && file.slice(0, end) === digestOf(key, text) ? (JSON.parse(text) as Entry) : null;
}

/** The key is in it, so that a file under another's name is none. */
function digestOf(key: string, text: string): string {
  return sha256(`${key}\n${text}`);
}

/** Two builds at once may both drop a file; it is gone then, which is what both wanted. */
async function dropOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= BUILDS_MAX) return;
  const files = await Promise.all(
    names.map(async (name) => ({ name, usedAt: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0 })),
  );
  const oldest = files.sort((a, b) => a.usedAt - b.usedAt).slice(0, names.length - BUILDS_MAX);
  await Promise.all(oldest.map(({ name }) => rm(join(folder, name), { force: true })));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
