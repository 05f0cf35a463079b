import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** The built command line: `npm test` builds before it tests. */
export const MAIN = fileURLToPath(new URL("../../../dist/tooling/cli/main.js", import.meta.url));
export const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function startCli(args: readonly string[], { cwd = REPOSITORY, env = {} }: CliOptions = {}) {
  return spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs the command line as its user does: a process of its own, whose streams are no terminal. */
export async function runCli(args: readonly string[], options?: CliOptions): Promise<CliResult> {
  const child = startCli(args, options);
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>,
  ]);
  return { code, signal, stdout, stderr };
}

/** A folder that goes with the scope. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "sluice-cli-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** The environment of a machine without Envoy, on which none can be installed either. */
export function withoutEnvoy(folder: string): Record<string, string | undefined> {
  return {
    PATH: join(folder, "no-programs"),
    SLUICE_ENVOY: undefined,
    SLUICE_CACHE: join(folder, "cache"),
    PIP_INDEX_URL: "http://127.0.0.1:1/",
  };
}
