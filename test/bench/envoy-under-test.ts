import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderBootstrap } from "../../tooling/envoy/bootstrap.js";
import { LOG_FORMAT_ARGUMENTS } from "../../tooling/envoy/log-parser.js";
import { EnvoyProcess } from "../../tooling/envoy/process.js";
import { awaitReady } from "../../tooling/envoy/readiness.js";
import type { Extension } from "../../tooling/envoy/wasm-extension.js";
import { ToolError } from "../../tooling/error.js";
import type { Participant } from "./job.js";

/** An Envoy with one worker and one participant's filter, ready to serve. */
export interface EnvoyUnderTest {
  readonly url: string;
  readonly pid: number;
  /** Ends Envoy; its files go with it. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
const KEPT_LINES = 20;

/**
 * Starts an Envoy for a participant: no access log, nothing logged below warnings.
 *
 * `startEnvoy` of tooling runs plugins only; here Envoy's own filters take part too.
 *
 * @param envoyPath the executable
 * @throws ToolError ERR_ENVOY_START with Envoy's last words.
 */
export async function startEnvoyUnderTest(
  envoyPath: string,
  participant: Participant,
  upstream: string,
): Promise<EnvoyUnderTest> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-bench-"));
  const adminAddressPath = join(directory, "admin-address");
  const configPath = join(directory, "bootstrap.json");
  const modulePath = join(directory, "module.wasm");
  if (participant.module !== null) await writeFile(modulePath, participant.module);
  await writeFile(configPath, JSON.stringify(bootstrapWith(participant.filter?.(modulePath) ?? null, upstream)));

  const lines: string[] = [];
  const envoy = new EnvoyProcess({
    path: envoyPath,
    args: [
      ...["--config-path", configPath, "--admin-address-path", adminAddressPath],
      ...["--concurrency", "1", "--log-level", "warn", "--disable-hot-restart", ...LOG_FORMAT_ARGUMENTS],
    ],
    directory,
    onLine: (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
    },
  });
  const addresses = await awaitReady({ adminAddressPath, exited: envoy.exited, timeoutMs: START_TIMEOUT_MS });
  if (addresses === null) {
    await envoy.stop();
    throw new ToolError("ERR_ENVOY_START", `Envoy did not start for ${participant.name}:\n${lines.join("\n")}`);
  }
  return {
    url: addresses.url,
    pid: envoy.pid,
    stop: async () => void (await envoy.stop()),
  };
}

/** The bootstrap of a gateway without plugins, the filter put before its router. */
function bootstrapWith(filter: Extension | null, upstream: string): object {
  const bootstrap = renderBootstrap({ plugins: [], upstream });
  for (const listener of bootstrap.static_resources.listeners) {
    for (const { typed_config } of listener.filter_chains.flatMap((chain) => chain.filters)) {
      const { http_filters } = typed_config as { http_filters?: Extension[] };
      if (filter !== null) http_filters?.unshift(filter);
    }
  }
  return bootstrap;
}
