import { randomUUID } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { onEndSignal } from "./signals.js";

/** Characters of a name that its neighbour keeps: in UTF-8, no name of it is too long where the first one is not. */
const NAME_KEPT = 50;
/** Nobody fills one for so long: whoever began it was killed. */
const ABANDONED_MS = 60 * 60 * 1000;
/** The end of a name that `neighbourOf` gives, and of what stands beside that. */
const BEGUN = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.old)?$/;

/** A path beside another, which nothing has yet: there a file or a folder is made before it comes into its place. */
export function neighbourOf(path: string): string {
  return join(dirname(path), `${prefixOf(path)}${randomUUID()}`);
}

function prefixOf(path: string): string {
  return `.${basename(path).slice(0, NAME_KEPT)}.`;
}

/** Removes what was begun for the same place so long ago that it can't be of anyone who still runs. Never fails. */
export async function removeAbandoned(path: string, what: "file" | "folder"): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(prefixOf(path)) && BEGUN.test(each))) {
    const stats = await stat(join(folder, name)).catch(() => null);
    // The time at which it was last renamed or filled.
    if (stats === null || Date.now() - stats.ctimeMs < ABANDONED_MS) continue;
    if (what === "file" ? !stats.isFile() : !stats.isDirectory()) continue;
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

const cleaners = new Set<() => void>();
let stopListening: () => void = () => undefined;

/**
 * Calls `clean`, which must not wait, before this process ends by SIGINT, SIGTERM, SIGHUP or `process.exit`; what is returned takes it
 * away again. Where somebody else says what a signal does, that is done, and what was begun goes on.
 */
export function cleanAtEnd(clean: () => void): () => void {
  if (cleaners.size === 0) listen();
  cleaners.add(clean);
  return () => {
    cleaners.delete(clean);
    if (cleaners.size === 0) stopListening();
  };
}

function listen(): void {
  const stopSignals = onEndSignal((signal) => {
    if (process.listenerCount(signal) > 1) return;
    cleanAll();
    stopListening();
    process.kill(process.pid, signal);
  });
  process.on("exit", cleanAll);
  stopListening = () => {
    stopSignals();
    process.off("exit", cleanAll);
  };
}

function cleanAll(): void {
  for (const clean of cleaners) clean();
}
