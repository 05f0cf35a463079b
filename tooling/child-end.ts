import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Enough to read what a pipe holds, whoever else is at work. */
const DRAIN_MS = 2000;

/** How a child ended. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Waits for the exit of a child, and for the end of its output. That end never comes while something that it started holds the pipe: two
 * seconds after the exit the output is cut off.
 *
 * @throws the error of a child that could not be started
 */
export async function childEnd(child: ChildProcess): Promise<ChildEnd> {
  const closed = once(child, "close");
  // Where the child cannot be started, the next line tells.
  closed.catch(() => undefined);
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  const timer = setTimeout(() => child.stdout?.destroy(), DRAIN_MS);
  try {
    await closed;
  } finally {
    clearTimeout(timer);
  }
  return { code, signal };
}
