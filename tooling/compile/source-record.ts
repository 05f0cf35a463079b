import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";

/** Reads the text of a source by its absolute path; null where there is none that can be read. */
export type ReadSource = (path: string) => string | null;

/**
 * The sources that a compilation asked for: path relative to the project → digest of the text; null for one that was not there,
 * since adding it could change what an import leads to.
 */
export type SourceRecord = Readonly<Record<string, string | null>>;

/** Stands for a file that changed while it was compiled: no text has this digest. */
const UNSTEADY = "unsteady";

/**
 * The plain way to read a source. It waits for the disk: for some hundred small files that takes a tenth of the time of not waiting. What is no
 * file it does not read: of a pipe, nothing might come for ever.
 */
export const readSource: ReadSource = (path) => {
  try {
    return statSync(path).isFile() ? readFileSync(path, "utf8") : null;
  } catch {
    return null;
  }
};

/** A way to read sources that keeps a record of what it gave. */
export function recordSources(projectFolder: string): { read: ReadSource; record: SourceRecord } {
  const record: Record<string, string | null> = {};
  function read(path: string): string | null {
    const text = readSource(path);
    const digest = digestOf(text);
    const name = relative(projectFolder, path);
    record[name] = name in record && record[name] !== digest ? UNSTEADY : digest;
    return text;
  }
  return { read, record };
}

/** The same record by absolute paths. */
export function absoluteSources(projectFolder: string, record: SourceRecord): SourceRecord {
  return Object.fromEntries(Object.entries(record).map(([name, digest]) => [resolve(projectFolder, name), digest]));
}

/** Whether every source is what it was, and what was not there still is not. */
export function isUnchanged(projectFolder: string, record: SourceRecord): boolean {
  return Object.entries(record).every(
    ([name, digest]) => digestOf(readSource(resolve(projectFolder, name))) === digest,
  );
}

function digestOf(text: string | null): string | null {
  return text === null ? null : createHash("sha256").update(text).digest("hex");
}
