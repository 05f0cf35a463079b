import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";

/** Reads the text of a source by its absolute path; null where there is none that can be read. */
export type ReadSource = (path: string) => Promise<string | null>;

/**
 * The sources that a compilation asked for: path relative to the project → digest of the text; null for one that was not there,
 * since adding it could change what an import leads to.
 */
export type SourceRecord = Readonly<Record<string, string | null>>;

/** Stands for a file that changed while it was compiled: no text has this digest. */
const UNSTEADY = "unsteady";

/** The plain way to read a source. */
export const readSource: ReadSource = (path) => readFile(path, "utf8").catch(() => null);

/** A way to read sources that keeps a record of what it gave. */
export function recordSources(projectFolder: string): { read: ReadSource; record: SourceRecord } {
  const record: Record<string, string | null> = {};
  async function read(path: string): Promise<string | null> {
    const text = await readSource(path);
    const digest = digestOf(text);
    const name = relative(projectFolder, path);
    record[name] = name in record && record[name] !== digest ? UNSTEADY : digest;
    return text;
  }
  return { read, record };
}

/** Whether every source is what it was, and what was not there still is not. */
export async function isUnchanged(projectFolder: string, record: SourceRecord): Promise<boolean> {
  const checks = Object.entries(record).map(async ([name, digest]) => {
    return digestOf(await readSource(resolve(projectFolder, name))) === digest;
  });
  return (await Promise.all(checks)).every(Boolean);
}

function digestOf(text: string | null): string | null {
  return text === null ? null : createHash("sha256").update(text).digest("hex");
}
