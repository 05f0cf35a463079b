import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LOG_FORMAT_ARGUMENTS, parseLogLine, pluginLogParser } from "../envoy/log-parser.js";
import { EnvoyProcess } from "../envoy/process.js";
import { type EnvoyAddresses, awaitReady } from "../envoy/readiness.js";
import { startError as pluginStartError } from "../envoy/start-error.js";
import { ToolError } from "../error.js";
import { type BenchBootstrapOptions, renderBenchBootstrap } from "./bootstrap.js";
import type { Participant } from "./job.js";

/** An Envoy with one worker and one participant's filter, ready to serve. */
export interface EnvoyUnderTest extends EnvoyAddresses {
  readonly pid: number;
  /** Ends Envoy; its files go with it. */
  stop(): Promise<void>;
}

/** What one Envoy is started with, besides a participant's filter. */
export interface EnvoyUnderTestOptions extends Omit<BenchBootstrapOptions, "plugin" | "filter" | "routeConfig"> {
  /** The executable. */
  readonly envoyPath: string;
  /** Called with each line of the log, in which Envoy then tells how its configuration comes on; absent: warnings only are logged. */
  readonly onLine?: (line: string) => void;
}

/** A spawned Envoy, ready or not. */
export interface SpawnedEnvoy {
  readonly process: EnvoyProcess;
  /** `performance.now()` before it was spawned. */
  readonly spawnedAt: number;
  readonly adminAddressPath: string;
  /** The latest lines that it wrote. */
  readonly lines: readonly string[];
}

const START_TIMEOUT_MS = 60_000;
const KEPT_LINES = 20;

/**
 * Starts an Envoy for a participant and waits until it is ready.
 *
 * `startEnvoy` of tooling runs plugins only; here Envoy's own filters take part too.
 *
 * @throws ToolError ERR_CONFIGURATION_REFUSED or ERR_MODULE_REFUSED by its plugin; ERR_ENVOY_START with Envoy's last words.
 */
export async function startEnvoyUnderTest(
  participant: Participant,
  options: EnvoyUnderTestOptions,
): Promise<EnvoyUnderTest> {
  const { process: envoy, adminAddressPath, lines } = spawnEnvoy(participant, options);
  const addresses = await awaitReady({ adminAddressPath, exited: envoy.exited, timeoutMs: START_TIMEOUT_MS });
  if (addresses === null) {
    await envoy.stop();
    throw refusalOf(participant, lines) ?? startError(participant, lines);
  }
  return { ...addresses, pid: envoy.pid, stop: async () => void (await envoy.stop()) };
}

/**
 * Spawns an Envoy for a participant, without an access log. Nothing is awaited in it: a signal that ends this process would leave a folder
 * that no Envoy has yet.
 */
export function spawnEnvoy(
  participant: Participant,
  { envoyPath, onLine, ...options }: EnvoyUnderTestOptions,
): SpawnedEnvoy {
  const directory = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const adminAddressPath = join(directory, "admin-address");
  const configPath = join(directory, "bootstrap.json");
  const modulePath = join(directory, "module.wasm");
  const { filter, routeConfig } = participant;
  const plugin = participant.plugin === null ? null : { ...participant.plugin, modulePath };
  if (plugin !== null) writeFileSync(modulePath, plugin.module);
  const bootstrap = renderBenchBootstrap({ ...options, plugin, filter, routeConfig });
  writeFileSync(configPath, JSON.stringify(bootstrap));
  const lines: string[] = [];
  const spawnedAt = performance.now();
  const envoy = new EnvoyProcess({
    path: envoyPath,
    args: [
      ...["--config-path", configPath, "--admin-address-path", adminAddressPath],
      ...["--concurrency", "1", "--log-level", "warn", "--disable-hot-restart", ...LOG_FORMAT_ARGUMENTS],
      ...(onLine === undefined ? [] : ["--component-log-level", "config:info"]),
    ],
    directory,
    onLine: (line) => {
      onLine?.(line);
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
    },
  });
  return { process: envoy, spawnedAt, adminAddressPath, lines };
}

export function startError(participant: Participant, lines: readonly string[]): ToolError {
  return new ToolError("ERR_ENVOY_START", `Envoy did not start for ${participant.name}:\n${lines.join("\n")}`);
}

/** What `sluice run` would say of a plugin that does not start; null where it is not the plugin that Envoy complains of. */
function refusalOf({ plugin }: Participant, texts: readonly string[]): ToolError | null {
  if (plugin === null) return null;
  const lines = texts.map(parseLogLine).filter((line) => line !== null);
  const parsePluginLog = pluginLogParser([plugin]);
  const logs = lines.map(parsePluginLog).filter((entry) => entry !== null);
  const error = pluginStartError({ exit: null, timeoutMs: START_TIMEOUT_MS, lines, logs, cause: null });
  return error.code === "ERR_ENVOY_START" ? null : error;
}
