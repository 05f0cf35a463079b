import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { writeAtomically } from "../atomic-write.js";
import { ToolError } from "../error.js";
import type { PluginSpec } from "../gateway.js";
import { isSamePlugin, oneAtATime, refuseOtherKinds, type SwappableGateway } from "../swappable-gateway.js";
import { adminGet } from "./admin.js";
import { DISCOVERY_STATS, discoveryPath, renderDiscoveryResponse } from "./discovery.js";
import { DEFAULT_START_TIMEOUT_MS, type EnvoyGateway, type EnvoyOptions, launchEnvoy } from "./launch.js";
import { LogCollector } from "./log-collector.js";
import { isPluginRefusal, refusalError } from "./start-error.js";

/** Options of a gateway whose one plugin is an HTTP filter that can be replaced. */
export interface SwappableEnvoyOptions extends Omit<EnvoyOptions, "plugins"> {
  /** The filter that it starts with. */
  readonly plugin: PluginSpec;
}

/** An Envoy whose filter can be replaced while it serves. */
export interface SwappableEnvoy extends EnvoyGateway, Pick<SwappableGateway, "swap"> {}

interface Counts {
  readonly update_success: number;
  readonly update_rejected: number;
}

const BACKOFF_MS = 20;
/** Five seconds for a line that is written already. */
const LOG_WAITS_MAX = 250;

/**
 * Starts an Envoy as `startEnvoy` does, with one HTTP filter that can be replaced: Envoy takes it by extension config discovery, from
 * a file of its own folder.
 *
 * @throws ToolError what `startEnvoy` throws; `ERR_USAGE` for a plugin that is no HTTP filter.
 * @example
 * await using gateway = await startSwappableEnvoy({ plugin, upstream });
 * await gateway.swap({ ...plugin, module: another });
 */
export async function startSwappableEnvoy({ plugin, ...options }: SwappableEnvoyOptions): Promise<SwappableEnvoy> {
  refuseOtherKinds(plugin);
  let serving = plugin;
  let directory = "";
  let version = 0;
  let refuse: (line: unknown) => void = () => undefined;
  const refused = new Promise((resolve) => (refuse = resolve));
  const log = new LogCollector([plugin], {
    onLog: options.onLog,
    onEnvoyLog: (line) => {
      if (isPluginRefusal(line)) refuse(line);
      options.onEnvoyLog?.(line);
    },
  });
  const discover = async (next: PluginSpec): Promise<void> => {
    const { module, ...rest } = next;
    const modulePath = modulePathOf(directory, module);
    await writeFile(modulePath, module);
    const response = renderDiscoveryResponse({ ...rest, modulePath }, String(++version));
    await writeAtomically(discoveryPath(join(directory, "discovery")), JSON.stringify(response));
  };
  const write = async (folder: string) => {
    directory = folder;
    await mkdir(join(folder, "discovery"));
    await discover(plugin);
    return { plugins: [], discoveryFolder: join(folder, "discovery") };
  };
  const gateway = await launchEnvoy({ ...options, plugins: [plugin] }, { write, refused }, log);
  const { adminUrl } = gateway;
  // A listener whose filter was refused comes up all the same, before the line that says so may have reached us.
  const timeoutMs = options.startTimeoutMs ?? DEFAULT_START_TIMEOUT_MS;
  const none = { update_success: 0, update_rejected: 0 };
  const isStarted = await outcome(adminUrl, none, timeoutMs).catch(async (error: unknown) => {
    await gateway.close();
    throw error;
  });
  if (!isStarted) {
    await gateway.close();
    throw refusalError(log.lines, log.logs);
  }

  const swapNow = async (next: PluginSpec): Promise<boolean> => {
    refuseOtherKinds(next);
    // Envoy passes over what it has already, and counts nothing.
    if (isSamePlugin(serving, next)) return false;
    log.setPlugins([serving, next]);
    log.lines = [];
    const logged = log.logs.length;
    const before = await readCounts(adminUrl);
    await discover(next);
    const isTaken = await outcome(adminUrl, before, timeoutMs);
    const [kept, dropped] = isTaken ? [next, serving] : [serving, next];
    if (modulePathOf(directory, kept.module) !== modulePathOf(directory, dropped.module)) {
      await rm(modulePathOf(directory, dropped.module), { force: true });
    }
    // Envoy counts at once what its log tells a little later.
    for (let waits = 0; !isTaken && !log.lines.some(isPluginRefusal) && waits < LOG_WAITS_MAX; waits++) {
      await delay(BACKOFF_MS);
    }
    if (!isTaken) throw refusalError(log.lines, log.logs.slice(logged));
    serving = next;
    return true;
  };
  return { ...gateway, swap: oneAtATime(swapNow) };
}

/** Resolves to whether Envoy has taken what was put before it, once it has counted that. */
async function outcome(adminUrl: string, before: Counts, timeoutMs: number): Promise<boolean> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await delay(BACKOFF_MS)) {
    const now = await readCounts(adminUrl);
    if (now.update_success > before.update_success) return true;
    if (now.update_rejected > before.update_rejected) return false;
  }
  throw new ToolError("ERR_ENVOY_START", `Envoy has not taken the filter after ${timeoutMs / 1000} s`);
}

async function readCounts(adminUrl: string): Promise<Counts> {
  const query = `/stats?filter=${encodeURIComponent(`^${DISCOVERY_STATS}`)}`;
  const { body } = await adminGet(adminUrl, query).catch((cause: unknown) => {
    throw new ToolError("ERR_ENVOY_EXITED", "Envoy does not answer any more", { cause });
  });
  const count = (name: string): number => Number(new RegExp(`\\.${name}: (\\d+)$`, "m").exec(body)?.[1] ?? 0);
  return { update_success: count("update_success"), update_rejected: count("update_rejected") };
}

/** Named by its content: Envoy must not find another module where it has read one. */
function modulePathOf(directory: string, module: Uint8Array): string {
  return join(directory, `${createHash("sha256").update(module).digest("hex")}.wasm`);
}
