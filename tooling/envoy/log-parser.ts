import type { LogEntry, LogLevelName, PluginSpec } from "../gateway.js";

/** One line of Envoy's application log. */
export interface EnvoyLogLine {
  readonly level: LogLevelName;
  /** Envoy's logger, e.g. `main`, `config` or `wasm`. */
  readonly logger: string;
  readonly message: string;
}

/** With `--log-format-escaped` an entry is one line whatever a plugin writes into it. */
export const LOG_FORMAT_ARGUMENTS = ["--log-format-escaped", "--log-format", "[%Y-%m-%d %T.%e][%t][%l][%n] %v"];

const LINE = /^\[[^\]]*\]\[\d+\]\[(\w+)\]\[([^\]]*)\] ([^]*)$/;
const WASM_LOG = "wasm log";

/**
 * Parses one line of Envoy's log as started with `LOG_FORMAT_ARGUMENTS`, or returns null: a crash prints others.
 *
 * @param line the bytes of the line as latin1 text, without its line feed
 */
export function parseLogLine(line: string): EnvoyLogLine | null {
  const match = LINE.exec(line);
  if (match === null) return null;
  const [, level = "", logger = "", message = ""] = match;
  return { level: levelName(level), logger, message: unescape(message) };
}

/**
 * Makes the function that tells the log lines of the given plugins from Envoy's own; it returns null for the latter.
 *
 * Envoy prefixes what a stream logs with the plugin's name, root id and vm id, and what a root context logs with root id
 * and vm id alone. Empty ones are left out. So a prefix may stand for several plugins: then the entry's plugin is "".
 */
export function pluginLogParser(plugins: readonly PluginSpec[]): (line: EnvoyLogLine) => LogEntry | null {
  const prefixes = pluginPrefixes(plugins);
  return ({ level, logger, message }) => {
    if (logger !== "wasm" || !message.startsWith(WASM_LOG)) return null;
    const text = message.slice(WASM_LOG.length);
    for (const [prefix, plugin] of prefixes) {
      if (text.startsWith(`${prefix}: `)) return { level, plugin, message: text.slice(prefix.length + 2) };
    }
    return { level, plugin: "", message: text.replace(/^[^:]*: /, "") };
  };
}

/** Longest first, because a plugin's name may itself hold a colon. Without a prefix a VM logs before it has a context. */
function pluginPrefixes(plugins: readonly PluginSpec[]): [prefix: string, plugin: string][] {
  const prefixes = new Map([["", plugins.length === 1 ? (plugins[0]?.name ?? "") : ""]]);
  for (const { name, rootId, vmId = "" } of plugins) {
    for (const words of [
      [name, rootId, vmId],
      [name, rootId],
      [rootId, vmId],
    ]) {
      const prefix = words.map((word) => (word === "" ? "" : ` ${word}`)).join("");
      const other = prefixes.get(prefix);
      prefixes.set(prefix, other === undefined || other === name ? name : "");
    }
  }
  return [...prefixes].sort(([a], [b]) => b.length - a.length);
}

function levelName(level: string): LogLevelName {
  switch (level) {
    case "trace":
    case "debug":
    case "info":
    case "error":
    case "critical":
      return level;
    default:
      return "warn";
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b", f: "\f", v: "\v" };

/** Undoes the C escapes; what they stand for are bytes, of which UTF-8 text is made only at the end. */
function unescape(text: string): string {
  const bytes = text.replaceAll(/\\(?:([0-7]{3})|x([0-9a-fA-F]{2})|([^]))/g, (_, octal, hex, letter: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal as string, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex as string, 16));
    return ESCAPES[letter] ?? letter;
  });
  return Buffer.from(bytes, "latin1").toString("utf8");
}
