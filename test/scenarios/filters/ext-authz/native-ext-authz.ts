import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEnvoy } from "sluice";
import { LISTENER_NAME } from "../../../../tooling/envoy/names.js";
import { EnvoyProcess } from "../../../../tooling/envoy/process.js";
import { awaitReady } from "../../../../tooling/envoy/readiness.js";

export interface NativeExtAuthz {
  readonly url: string;
  close(): Promise<void>;
}

/** A cluster of one address. */
function cluster(name: string, origin: string): object {
  const { hostname, port } = new URL(origin);
  const address = { socket_address: { address: hostname, port_value: Number(port) } };
  return {
    ...{ name, type: "STATIC", connect_timeout: "1s" },
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
  };
}

/** Starts an Envoy whose only filter is its own `ext_authz`, with the clusters `authz` and `upstream`. */
export async function startNativeExtAuthz(
  filter: object,
  origins: { readonly authz: string; readonly upstream: string },
): Promise<NativeExtAuthz> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-ext-authz-"));
  const address = { socket_address: { address: "127.0.0.1", port_value: 0 } };
  const typed = (name: string, type: string, config: object): object => ({
    name,
    typed_config: { "@type": `type.googleapis.com/envoy.extensions.filters.${type}`, ...config },
  });
  const manager = typed(
    "envoy.filters.network.http_connection_manager",
    "network.http_connection_manager.v3.HttpConnectionManager",
    {
      stat_prefix: "main",
      route_config: {
        virtual_hosts: [
          { name: "all", domains: ["*"], routes: [{ match: { prefix: "/" }, route: { cluster: "upstream" } }] },
        ],
      },
      http_filters: [
        typed("envoy.filters.http.ext_authz", "http.ext_authz.v3.ExtAuthz", filter),
        typed("envoy.filters.http.router", "http.router.v3.Router", {}),
      ],
    },
  );
  const bootstrap = {
    admin: { address },
    static_resources: {
      listeners: [{ name: LISTENER_NAME, address, filter_chains: [{ filters: [manager] }] }],
      clusters: [cluster("authz", origins.authz), cluster("upstream", origins.upstream)],
    },
  };
  await writeFile(join(directory, "bootstrap.json"), JSON.stringify(bootstrap));
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
    throw new Error(`ext_authz did not start:\n${lines.join("\n")}`);
  }
  return { url: addresses.url, close: async () => void (await envoy.stop()) };
}
