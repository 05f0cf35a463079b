import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as loopTurn } from "node:timers/promises";
import { rootCertificates } from "node:tls";
import { ToolError } from "../error.js";
import {
  type Gateway,
  type GatewayOptions,
  gatewayProtocol,
  type LogEntry,
  type LogLevelName,
  type MetricSample,
  refuseObjects,
} from "../gateway.js";
import { type BootstrapOptions, renderBootstrap } from "./bootstrap.js";
import { type EnvoyBinary, findEnvoy } from "./find.js";
import { type LogCollector } from "./log-collector.js";
import { type EnvoyLogLine, LOG_FORMAT_ARGUMENTS } from "./log-parser.js";
import { readMetrics } from "./metrics.js";
import { type EnvoyExit, EnvoyProcess } from "./process.js";
import { awaitReady, type EnvoyAddresses } from "./readiness.js";
import { startError } from "./start-error.js";

/** What a gateway is made of, and how its Envoy runs. */
export interface EnvoyOptions extends GatewayOptions {
  /** Path of the Envoy to run; otherwise see `findEnvoy`. */
  readonly envoy?: string | undefined;
  /** What plugins and Envoy log from this level on. Default `info`, Envoy's own. */
  readonly logLevel?: LogLevelName | undefined;
  /** Called with one line of text when something slow, such as an installation, starts. */
  readonly onProgress?: ((message: string) => void) | undefined;
  /** Called with every line that Envoy itself logs from level warn on. */
  readonly onEnvoyLog?: ((line: EnvoyLogLine) => void) | undefined;
  /** How long Envoy may take to be ready, compiling the modules included. Default 60 s. */
  readonly startTimeoutMs?: number | undefined;
}

/** A gateway that is an Envoy. */
export interface EnvoyGateway extends Gateway {
  /** A real Envoy. */
  readonly engine: "envoy";
  /** Origin of the admin interface. */
  readonly adminUrl: string;
  /** The statistics in Prometheus format: the page that a scraper would be pointed at. */
  readonly statsUrl: string;
  /** The process. */
  readonly pid: number;
  /** The Envoy that runs. */
  readonly binary: EnvoyBinary;
  /** Resolves when Envoy has ended, by `close` or by itself; never rejects. */
  readonly exited: Promise<EnvoyExit>;
}

/** How long Envoy may take, see `EnvoyOptions.startTimeoutMs`. */
export const DEFAULT_START_TIMEOUT_MS = 60_000;

/** What only the caller knows of how its plugins reach Envoy. */
export interface PluginSource {
  /** Writes the modules into the private folder of this Envoy, and says how the bootstrap names them. */
  readonly write: (directory: string) => Promise<Pick<BootstrapOptions, "plugins" | "discoveryFolder">>;
  /** Resolves when Envoy has refused a plugin and goes on all the same, so that nobody need wait for it. */
  readonly refused?: Promise<unknown>;
}

/**
 * Starts an Envoy, and returns when it serves.
 *
 * @throws ToolError as `startEnvoy` does.
 */
export async function launchEnvoy(
  options: EnvoyOptions,
  { write, refused }: PluginSource,
  log: LogCollector,
): Promise<EnvoyGateway> {
  const protocol = gatewayProtocol(options);
  refuseObjects(options.plugins);
  const binary = await findEnvoy({ path: options.envoy, onProgress: options.onProgress });
  const directory = await mkdtemp(join(tmpdir(), "sluice-envoy-"));
  const adminAddressPath = join(directory, "admin-address");
  const configPath = await writeFiles(directory, options, write).catch(async (error: unknown) => {
    await rm(directory, { recursive: true, force: true });
    throw error;
  });
  const envoy = new EnvoyProcess({
    path: binary.path,
    args: envoyArguments(configPath, adminAddressPath, options),
    directory,
    onLine: (text) => log.add(text),
  });
  const timeoutMs = options.startTimeoutMs ?? DEFAULT_START_TIMEOUT_MS;
  const exited = refused === undefined ? envoy.exited : Promise.race([envoy.exited, refused]);
  const addresses = await awaitReady({ protocol, adminAddressPath, exited, timeoutMs });
  if (addresses === null) {
    const exit = await Promise.race([envoy.exited, loopTurn(null)]);
    await envoy.stop();
    throw startError({ exit, timeoutMs, lines: log.lines, logs: log.logs, cause: envoy.spawnError });
  }
  return gateway(envoy, binary, addresses, log.logs);
}

function gateway(
  envoy: EnvoyProcess,
  binary: EnvoyBinary,
  { url, adminUrl }: EnvoyAddresses,
  logs: readonly LogEntry[],
): EnvoyGateway {
  const close = async (): Promise<void> => {
    await envoy.stop();
  };
  return {
    engine: "envoy",
    url,
    adminUrl,
    statsUrl: `${adminUrl}/stats/prometheus`,
    pid: envoy.pid,
    binary,
    exited: envoy.exited,
    logs,
    metrics: (): Promise<MetricSample[]> => readMetrics(adminUrl),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function envoyArguments(configPath: string, adminAddressPath: string, options: EnvoyOptions): string[] {
  return [
    ...["--config-path", configPath, "--admin-address-path", adminAddressPath],
    ...["--concurrency", String(options.workers ?? 1), "--log-level", options.logLevel ?? "info"],
    // Hot restart would need a shared memory segment for every Envoy of the machine to be named apart.
    "--disable-hot-restart",
    ...LOG_FORMAT_ARGUMENTS,
  ];
}

/** Writes the plugins, the certificates to trust and the bootstrap; returns the path of the last. */
async function writeFiles(directory: string, options: EnvoyOptions, write: PluginSource["write"]): Promise<string> {
  const trustedCaPath = join(directory, "trusted-ca.pem");
  const bootstrap = renderBootstrap({ ...options, ...(await write(directory)), trustedCaPath });
  const configPath = join(directory, "bootstrap.json");
  await writeFile(trustedCaPath, await trustedCertificates());
  await writeFile(configPath, JSON.stringify(bootstrap));
  return configPath;
}

/** The certificates that Node trusts, so that both engines trust the same. */
async function trustedCertificates(): Promise<string> {
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  if (!extra) return rootCertificates.join("\n");
  const text = await readFile(extra, "utf8").catch((cause: unknown) => {
    throw new ToolError("ERR_FILE_UNREADABLE", `NODE_EXTRA_CA_CERTS: ${extra} cannot be read`, { cause });
  });
  return [...rootCertificates, text].join("\n");
}
