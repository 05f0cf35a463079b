import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEnvoy } from "sluice";
import { LISTENER_NAME } from "../../../tooling/envoy/names.js";
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

/**
 * Starts an Envoy whose only filter is one of its own.
 *
 * @param route what becomes of a request that passes: `{ direct_response: … }` or `{ route: { cluster: … } }`
 * @param clusters name → origin
 */
export async function startNativeFilter(
  filter: NativeFilter,
  route: object,
  clusters: Readonly<Record<string, string>> = {},
): Promise<NativeEnvoy> {
  const directory = await mkdtemp(join(tmpdir(), `sluice-${filter.name}-`));
  await writeFile(join(directory, "bootstrap.json"), JSON.stringify(bootstrapOf(filter, route, clusters)));
  const adminAddressPath = join(directory, "admin");
  const lines: string[] = [];
  const envoy = new EnvoyProcess({
    path: (await findEnvoy()).path,
    args: [
      ...["--config-path", join(directory, "bootstrap.json"), "--admin-address-path", adminAddressPath],
      ...["--concurrency", "1", "--disable-hot-restart", "--log-level", "error"],
    ],
    directory,
    onLine: (line) => lines.push(line),
  });
  const addresses = await awaitReady({ adminAddressPath, exited: envoy.exited, timeoutMs: 60_000 });
  if (addresses === null) {
    await envoy.stop();
    throw new Error(`${filter.name} did not start:\n${lines.join("\n")}`);
  }
  return { url: addresses.url, close: async () => void (await envoy.stop()) };
}

function bootstrapOf(filter: NativeFilter, route: object, clusters: Readonly<Record<string, string>>): object {
  const manager = typed(
    "envoy.filters.network.http_connection_manager",
    "network.http_connection_manager.v3.HttpConnectionManager",
    {
      stat_prefix: "main",
      route_config: {
        virtual_hosts: [{ name: "all", domains: ["*"], routes: [{ match: { prefix: "/" }, ...route }] }],
      },
      http_filters: [
        typed(`envoy.filters.http.${filter.name}`, `http.${filter.type}`, filter.config),
        typed("envoy.filters.http.router", "http.router.v3.Router", {}),
      ],
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

const typed = (name: string, type: string, config: object): object => ({
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
