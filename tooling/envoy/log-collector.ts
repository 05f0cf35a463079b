import type { LogEntry, PluginSpec } from "../gateway.js";
import { KeptLogs } from "../kept-logs.js";
import { type EnvoyLogLine, parseLogLine, pluginLogParser } from "./log-parser.js";

const KEPT_LINES = 100;

export interface LogListeners {
  readonly onLog?: ((entry: LogEntry) => void) | undefined;
  readonly onEnvoyLog?: ((line: EnvoyLogLine) => void) | undefined;
}

/** Takes in what an Envoy writes, and keeps what the plugins log, and Envoy's own last lines from level warn on. */
export class LogCollector {
  readonly #kept = new KeptLogs();
  /** What the plugins logged since the start, oldest first: all of it, unless it is more than 16 MiB. */
  readonly logs: LogEntry[] = this.#kept.entries;
  /** Envoy's own lines, oldest first. */
  lines: EnvoyLogLine[] = [];
  private parsePluginLog: ReturnType<typeof pluginLogParser>;

  constructor(
    plugins: readonly PluginSpec[],
    private readonly listeners: LogListeners,
  ) {
    this.parsePluginLog = pluginLogParser(plugins);
  }

  /** From now on lines may be of these plugins. */
  setPlugins(plugins: readonly PluginSpec[]): void {
    this.parsePluginLog = pluginLogParser(plugins);
  }

  /** One line of Envoy's stderr, see `parseLogLine`. */
  add(text: string): void {
    const line = parseLogLine(text);
    const entry = line && this.parsePluginLog(line);
    if (entry) {
      this.#kept.add(entry);
      this.listeners.onLog?.(entry);
    } else if (line !== null && isKept(line)) {
      this.lines.push(line);
      if (this.lines.length > KEPT_LINES) this.lines.shift();
      this.listeners.onEnvoyLog?.(line);
    }
  }
}

function isKept({ level }: EnvoyLogLine): boolean {
  return level === "warn" || level === "error" || level === "critical";
}
