import { resolve } from "node:path";
import { inspect } from "node:util";
import { Worker } from "node:worker_threads";
import { ToolError } from "../error.js";
import { parseJson } from "../parse-json.js";
import { readInput } from "../read-input.js";
import type { ConfigThreadData, ConfigThreadMessage } from "./config-thread.js";

/** What a configuration's file says, and its text, in which a fault can be found. */
export interface LoadedConfig {
  readonly value: unknown;
  readonly text: string;
}

/**
 * Reads a `sluice.config.json`, or runs a `sluice.config.ts`, which may import what it likes; of `sluice` it gets `defineConfig`.
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_JSON_SYNTAX`; `ERR_USAGE` with the line where TypeScript
 *   cannot be read, throws, ends, or exports nothing or what is no JSON. What it prints goes to stderr.
 */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  const text = (await readInput(path, "chain")).toString("utf8");
  return { text, value: /\.[mc]?[jt]s$/.test(path) ? await run(path) : parseJson(text, path) };
}

/** Runs the file in a thread of its own: it may print, end or wait as it likes, and neither the output nor the command is hit. */
async function run(path: string): Promise<unknown> {
  const thread = new Worker(new URL("config-thread.js", import.meta.url), {
    workerData: { path } satisfies ConfigThreadData,
    stdout: true,
  });
  // The manifest alone stands on stdout.
  thread.stdout.pipe(process.stderr, { end: false });
  const message = await new Promise<ConfigThreadMessage>((resolveMessage, reject) => {
    thread.once("message", resolveMessage);
    thread.once("error", (error: unknown) => reject(faultOf(path, error)));
    thread.once("exit", () => reject(endedEarly(path)));
  }).finally(() => thread.terminate());
  switch (message.kind) {
    case "json":
      return parseJson(message.text, path);
    case "no default":
      throw new ToolError("ERR_USAGE", `${path}: nothing is exported as default`, {
        hint: 'write `export default defineConfig({ … })`, with `defineConfig` from "sluice"',
      });
    case "no JSON":
      throw new ToolError("ERR_USAGE", `${path}: ${message.found.path || "$"} is ${message.found.what}`, {
        hint: "use what JSON has: objects, arrays, texts, numbers, true, false, null",
      });
  }
}

function endedEarly(path: string): ToolError {
  return new ToolError("ERR_USAGE", `${path} ended before it exported anything`, {
    hint: "take out process.exit, and an await of what never comes",
  });
}

/** The error in one line, at the place in the file where it arose: a parser's message says it, a thrown error's stack. */
function faultOf(path: string, error: unknown): ToolError {
  const { message, stack = "" } = asError(error);
  const full = resolve(path);
  const said =
    message
      .replace(/^ParseError: /, "")
      .split("\n", 1)[0]
      ?.trim() ?? "";
  const [, line] = `${message}\n${stack}`.split(`${full}:`)[1]?.match(/^(\d+)/) ?? [];
  return new ToolError("ERR_USAGE", `${path}${line === undefined ? "" : `:${line}`}: ${said}`, {
    hint: "mend the file there",
    cause: error,
  });
}

function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(typeof thrown === "string" ? thrown : inspect(thrown, { depth: 0 }));
}
