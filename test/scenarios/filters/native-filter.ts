import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEnvoy } from "sluice";
import { LISTENER_NAME } from "../../../tooling/envoy/names.js";
import type { Extension } from "../../../tooling/envoy/wasm-extension.js";
import { EnvoyProcess } from "../../../tooling/envoy/process.js";
import { awaitReady } from "../../../tooling/envoy/readiness.js";

/** One of Envoy's own HTTP filters. */
export interface NativeFilter {
  /** Such as `jwt_authn`. */
  readonly name: string;
  /** Such as `jwt_authn.v3.JwtAuthentication`. */
  readonly type: string;
  readonly config: object;
}

/** An Envoy with such a filter. */
export interface NativeEnvoy {
  readonly url: string;
  close(): Promise<void>;
}

/** What such an Envoy runs. */
export interface NativeChain {
  /** Its filters, but for the router. */
  readonly filters: readonly Extension[];
  /** What becomes of a request that passes: `{ direct_response: … }` or `{ route: { cluster: … } }`. */
  readonly route: object;
  /** Name → origin. */
  readonly clusters?: Readonly<Record<string, string>>;
  /** Format of an access log, with which the lines of `onLine` are made; the last ones come before `close` returns. */
  readonly accessLog?: string;
  readonly onLine?: (line: string) => void;
}

/**
 * Starts an Envoy whose only filter is one of its own.
 *
 * @param route what becomes of a request that passes: `{ direct_response: … }` or `{ route: { cluster: … } }`
 * @param clusters name → origin
 */
export function startNativeFilter(
  filter: NativeFilter,
  route: object,
  clusters: Readonly<Record<string, string>> = {},
): Promise<NativeEnvoy> {
  return startNativeChain({ filters: [nativeExtension(filter)], route, clusters });
}

/** One of Envoy's own filters, for a chain. */
export function nativeExtension({ name, type, config }: NativeFilter): Extension {
  return typed(`envoy.filters.http.${name}`, `http.${type}`, config);
}

/** Starts an Envoy with a chain of filters, its own and plugins. */
export async function startNativeChain(chain: NativeChain): Promise<NativeEnvoy> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-native-"));
  await writeFile(join(directory, "bootstrap.json"), JSON.stringify(bootstrapOf(chain)));
  const adminAddressPath = join(directory, "admin");
  const lines: string[] = [];
  const envoy = new EnvoyProcess({
    path: (await findEnvoy()).path,
    args: [
      ...["--config-path", join(directory, "bootstrap.json"), "--admin-address-path", adminAddressPath],
      ...["--concurrency", "1", "--disable-hot-restart", "--log-level", "error"],
    ],
    directory,
    onLine: (line) => {
      lines.push(line);
      chain.onLine?.(line);
    },
  });
  const addresses = await awaitReady({ adminAddressPath, exited: envoy.exited, timeoutMs: 60_000 });
  if (addresses === null) {
    await envoy.stop();
    throw new Error(`Envoy did not start:\n${lines.join("\n")}`);
  }
  return { url: addresses.url, close: async () => void (await envoy.stop()) };
}

function bootstrapOf({ filters, route, clusters = {}, accessLog }: NativeChain): object {
  const manager = typed(
    "envoy.filters.network.http_connection_manager",
    "network.http_connection_manager.v3.HttpConnectionManager",
    {
      stat_prefix: "main",
      route_config: {
        virtual_hosts: [{ name: "all", domains: ["*"], routes: [{ match: { prefix: "/" }, ...route }] }],
      },
      http_filters: [...filters, typed("envoy.filters.http.router", "http.router.v3.Router", {})],
      ...(accessLog === undefined ? {} : { access_log: [accessLogOf(accessLog)] }),
    },
  );
  const listener = { name: LISTENER_NAME, address: addressOf("127.0.0.1", 0), filter_chains: [{ filters: [manager] }] };
  return {
    admin: { address: addressOf("127.0.0.1", 0) },
    static_resources: {
      listeners: [listener],
      clusters: Object.entries(clusters).map(([name, origin]) => clusterOf(name, origin)),
    },
  };
}

function accessLogOf(format: string): object {
  return {
    name: "envoy.access_loggers.stderr",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StderrAccessLog",
      log_format: { text_format_source: { inline_string: `${format}\n` } },
    },
  };
}

const typed = (name: string, type: string, config: object): Extension => ({
  name,
  typed_config: { "@type": `type.googleapis.com/envoy.extensions.filters.${type}`, ...config },
});

const addressOf = (address: string, port: number): object => ({ socket_address: { address, port_value: port } });

function clusterOf(name: string, origin: string): object {
  const { hostname, port } = new URL(origin);
  const endpoint = { address: addressOf(hostname, Number(port)) };
  return {
    ...{ name, type: "STATIC", connect_timeout: "1s" },
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint }] }] },
  };
}
