import { ToolError } from "../error.js";
import { quoteName } from "../quote-name.js";
import { startHint } from "../start-hint.js";
import type { LogEntry } from "../gateway.js";
import type { EnvoyLogLine } from "./log-parser.js";
import type { EnvoyExit } from "./process.js";

/** What is known about an Envoy that did not come up. */
export interface FailedStart {
  /** How it ended, or null when it still ran at the deadline. */
  readonly exit: EnvoyExit | null;
  readonly timeoutMs: number;
  /** Envoy's own lines of level warn and above, oldest first. */
  readonly lines: readonly EnvoyLogLine[];
  /** What the plugins logged. */
  readonly logs: readonly LogEntry[];
  /** Why it could not even be spawned. */
  readonly cause: Error | null;
}

/** Makes one error of Envoy's last words. */
export function startError(failed: FailedStart): ToolError {
  return portError(failed) ?? pluginError(failed) ?? envoyError(failed);
}

const PLUGIN_REFUSED = /^Plugin (.*) failed to load$/s;

/** Whether Envoy says by it that it has refused a plugin. */
export function isPluginRefusal({ message }: EnvoyLogLine): boolean {
  return PLUGIN_REFUSED.test(message);
}

/** The error for a plugin that a running Envoy has refused, of what it and the plugin have logged since then. */
export function refusalError(lines: readonly EnvoyLogLine[], logs: readonly LogEntry[]): ToolError {
  const words = lastWords(lines) ?? firstLine(lines.at(-1)?.message ?? "no reason given");
  return pluginError({ lines, logs }) ?? new ToolError("ERR_MODULE_REFUSED", `Envoy refused the plugin: ${words}`);
}

function portError({ lines }: FailedStart): ToolError | null {
  for (const { message } of lines) {
    const port = /cannot bind '[^']*:(\d+)': Address already in use/.exec(message)?.[1];
    if (port === undefined) continue;
    return new ToolError("ERR_PORT_IN_USE", `port ${port} on 127.0.0.1 is in use`, {
      hint: "choose another port, or 0 to let the system choose",
    });
  }
  return null;
}

function pluginError({ lines, logs }: Pick<FailedStart, "lines" | "logs">): ToolError | null {
  const plugin = firstMatch(lines, PLUGIN_REFUSED);
  if (plugin === null) return null;
  const detail =
    firstMatch(lines, /^(Failed to load Wasm module due to .*|Function: .* failed: .*)$/s) ??
    firstMatch(lines, /^Wasm VM failed (.*)$/s);
  if (/^Failed to (?:start base Wasm|configure base Wasm plugin)$/.test(detail ?? "")) {
    const own = logs.filter((entry) => entry.plugin === plugin || entry.plugin === "");
    const words = own.findLast(({ level }) => isSevere(level)) ?? own.at(-1);
    const reason = words === undefined ? "" : `: ${firstLine(words.message)}`;
    return new ToolError(
      "ERR_CONFIGURATION_REFUSED",
      `plugin "${quoteName(plugin)}" refused its configuration${reason}`,
      {
        hint:
          words === undefined
            ? "see what its documentation or its config.schema.json asks for"
            : "mend the configuration as the message says",
      },
    );
  }
  return new ToolError(
    "ERR_MODULE_REFUSED",
    `Envoy refused plugin "${quoteName(plugin)}": ${firstLine(detail ?? "no reason given")}`,
    {
      hint: startHint(detail ?? "", "run `sluice check` on the module"),
    },
  );
}

function envoyError({ exit, lines, timeoutMs, cause }: FailedStart): ToolError {
  if (cause !== null) return new ToolError("ERR_ENVOY_START", `Envoy cannot be spawned: ${cause.message}`, { cause });
  if (exit === null) return new ToolError("ERR_ENVOY_START", `Envoy was not ready after ${timeoutMs / 1000} s`);
  const words = lastWords(lines);
  const end = exit.signal === null ? `exit code ${exit.code}` : exit.signal;
  const reason = words === null ? "" : `: ${words}`;
  const hint =
    exit.signal === null ? {} : { hint: "run `sluice check` on the modules: some crash Envoy as it loads them" };
  return new ToolError("ERR_ENVOY_START", `Envoy ended with ${end} before it was ready${reason}`, hint);
}

function lastWords(lines: readonly EnvoyLogLine[]): string | null {
  const line = lines.findLast(({ level }) => level === "critical") ?? lines.findLast(({ level }) => level === "error");
  if (line === undefined) return null;
  return firstLine(/^error `(.*)` initializing config /s.exec(line.message)?.[1] ?? line.message);
}

function firstMatch(lines: readonly EnvoyLogLine[], pattern: RegExp): string | null {
  for (const { message } of lines) {
    const found = pattern.exec(message)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

function isSevere(level: LogEntry["level"]): boolean {
  return level === "warn" || level === "error" || level === "critical";
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}
