import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEnvoy } from "sluice";
import { EnvoyProcess } from "../../../../tooling/envoy/process.js";
import { LISTENER_NAME } from "../../../../tooling/envoy/names.js";
import { awaitReady } from "../../../../tooling/envoy/readiness.js";

export interface JwtAuthn {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts an Envoy whose only filter is its own `jwt_authn`, with one provider, in front of a fixed answer. */
export async function startJwtAuthn(provider: object): Promise<JwtAuthn> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-jwt-authn-"));
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
          { name: "all", domains: ["*"], routes: [{ match: { prefix: "/" }, direct_response: { status: 200 } }] },
        ],
      },
      http_filters: [
        typed("envoy.filters.http.jwt_authn", "http.jwt_authn.v3.JwtAuthentication", {
          providers: { issuer: provider },
          rules: [{ match: { prefix: "/" }, requires: { provider_name: "issuer" } }],
        }),
        typed("envoy.filters.http.router", "http.router.v3.Router", {}),
      ],
    },
  );
  const bootstrap = {
    admin: { address },
    static_resources: { listeners: [{ name: LISTENER_NAME, address, filter_chains: [{ filters: [manager] }] }] },
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
    throw new Error(`jwt_authn did not start:\n${lines.join("\n")}`);
  }
  return { url: addresses.url, close: async () => void (await envoy.stop()) };
}
