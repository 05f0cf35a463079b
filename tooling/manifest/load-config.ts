import { resolve } from "node:path";
import { ToolError } from "../error.js";
import { parseJson } from "../parse-json.js";
import { readInput } from "../read-input.js";

/** What a configuration's file says, and its text, in which a fault can be found. */
export interface LoadedConfig {
  readonly value: unknown;
  readonly text: string;
}

/**
 * Reads a `sluice.config.json`, or runs a `sluice.config.ts`, which may import what it likes; `sluice` is this package.
 *
 * @throws ToolError `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_JSON_SYNTAX`; `ERR_USAGE` with the line where TypeScript
 *   cannot be read, throws, or exports nothing.
 */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  const text = (await readInput(path, "--file")).toString("utf8");
  return { text, value: /\.[mc]?[jt]s$/.test(path) ? await run(path) : parseJson(text, path) };
}

async function run(path: string): Promise<unknown> {
  const [{ createJiti }, sluice] = await Promise.all([import("jiti"), import("sluice")]);
  const jiti = createJiti(resolve(path), {
    fsCache: false,
    moduleCache: false,
    sourceMaps: true,
    interopDefault: false,
    virtualModules: { sluice },
  });
  const exported = await jiti.import<{ default?: unknown }>(resolve(path)).catch((error: unknown) => {
    throw faultOf(path, error);
  });
  if (exported.default !== undefined) return exported.default;
  throw new ToolError("ERR_USAGE", `${path}: nothing is exported as default`, {
    hint: 'write `export default defineConfig({ … })`, with `defineConfig` from "sluice"',
  });
}

/** The error in one line, at the place in the file where it arose: a parser's message says it, a thrown error's stack. */
function faultOf(path: string, error: unknown): ToolError {
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
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
