import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { type BootstrapOptions, findEnvoy, renderBootstrap } from "../../../tooling/envoy/index.js";
import { setsHeader } from "./modules.js";

const full: BootstrapOptions = {
  plugins: [
    {
      name: "auth",
      rootId: "auth_root",
      modulePath: "/modules/auth.wasm",
      configuration: '{"jwt_secret":"s"}',
      vmId: "vm",
      environment: { MODE: "test" },
      failurePolicy: "FAIL_OPEN",
      allowOnHeadersStopIteration: true,
    },
    { name: "", rootId: "", modulePath: "/modules/raw.wasm", configuration: new Uint8Array([0xff, 0x00]) },
  ],
  upstream: "http://127.0.0.1:8080",
  clusters: { keys: "https://keys.example.com", literal: "https://[::1]:8443", plain: "http://service:81" },
  port: 10000,
  adminPort: 9901,
  bufferLimitBytes: 32768,
  metricLabels: ["method", "status_class", "method"],
  trustedCaPath: "/trusted-ca.pem",
};

describe("renderBootstrap", () => {
  it("renders everything that a gateway may have", async () => {
    const text = `${JSON.stringify(renderBootstrap(full), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("../../golden/envoy/bootstrap.json");
  });

  it("renders a TCP gateway with an access logger and a service", async () => {
    const options: BootstrapOptions = {
      plugins: [
        { kind: "network", name: "tap", rootId: "tap", modulePath: "/modules/tap.wasm", vmConfiguration: "vm" },
        { kind: "access-logger", name: "", rootId: "logger", modulePath: "/modules/tap.wasm" },
        { kind: "service", name: "poller", rootId: "poller", modulePath: "/modules/tap.wasm", singleton: true },
        { kind: "service", name: "", rootId: "each", modulePath: "/modules/tap.wasm" },
      ],
      upstream: "tcp://127.0.0.1:5432",
      port: 10000,
      adminPort: 9901,
    };
    const text = `${JSON.stringify(renderBootstrap(options), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("../../golden/envoy/bootstrap-tcp.json");
  });

  it("puts a discovered filter last before the router, and watches its folder", () => {
    const options = { plugins: [], upstream: "http://127.0.0.1:1", discoveryFolder: "/discovery" };
    const [listener] = renderBootstrap(options).static_resources.listeners;
    const watched = { path: "/discovery/filter.json", watched_directory: { path: "/discovery" } };
    expect(listener?.filter_chains[0]?.filters[0]?.typed_config).toMatchObject({
      http_filters: [
        { config_discovery: { config_source: { path_config_source: watched } } },
        { name: "envoy.filters.http.router" },
      ],
    });
  });

  it("puts access loggers of an HTTP gateway with its connection manager", () => {
    const plugins = [{ kind: "access-logger", name: "logger", rootId: "", modulePath: "/m.wasm" }] as const;
    const [listener] = renderBootstrap({ plugins, upstream: "http://127.0.0.1:1" }).static_resources.listeners;
    const [manager] = listener?.filter_chains[0]?.filters ?? [];
    expect(manager?.typed_config).toMatchObject({ access_log: [{ name: "logger" }], http_filters: [{}] });
  });

  it.each([
    ["filters of both protocols", ["http", "network"], "tcp://127.0.0.1:1", "not both"],
    ["an HTTP upstream of a TCP gateway", ["network"], "http://127.0.0.1:1", "such as tcp://"],
    ["a TCP upstream of an HTTP gateway", ["service"], "tcp://127.0.0.1:1", "such as http://"],
  ] as const)("refuses %s", (_, kinds, upstream, words) => {
    const plugins = kinds.map((kind) => ({ kind, name: kind, rootId: "", modulePath: "/m.wasm" }));
    const refused = (): unknown => renderBootstrap({ plugins, upstream });
    expect(refused).toThrow(expect.objectContaining({ code: "ERR_USAGE" }));
    try {
      refused();
    } catch (error) {
      const { message, hint } = error as { message: string; hint: string };
      expect(message + hint).toContain(words);
    }
  });

  it("leaves out what is not asked for", () => {
    const { admin, static_resources, stats_config } = renderBootstrap({ plugins: [], upstream: "http://localhost" });
    expect(admin.address.socket_address).toEqual({ address: "127.0.0.1", port_value: 0 });
    expect(stats_config.stats_tags).toEqual([]);
    expect(static_resources.clusters.map(({ name, type }) => [name, type])).toEqual([["upstream", "LOGICAL_DNS"]]);
    expect(Object.keys(static_resources.listeners[0] ?? {})).toEqual(["name", "address", "filter_chains"]);
  });

  it("lets no cluster take the upstream's name", () => {
    const { static_resources } = renderBootstrap({
      plugins: [],
      upstream: "http://127.0.0.1:1",
      clusters: { upstream: "http://127.0.0.1:2" },
    });
    expect(static_resources.clusters).toHaveLength(1);
    expect(JSON.stringify(static_resources.clusters)).toContain('"port_value":1}');
  });

  it("names the cluster whose address is no origin", () => {
    const options = { plugins: [], upstream: "http://127.0.0.1:1", clusters: { keys: "keys.example.com" } };
    expect(() => renderBootstrap(options)).toThrow('cluster "keys"');
  });

  it("is accepted by Envoy", async () => {
    const folder = await mkdtemp(join(tmpdir(), "bootstrap-test-"));
    try {
      const modulePath = join(folder, "module.wasm");
      const trustedCaPath = join(folder, "ca.pem");
      const config = join(folder, "bootstrap.json");
      await writeFile(modulePath, setsHeader("x-a", "b"));
      await writeFile(trustedCaPath, rootCertificates[0] ?? "");
      const kinds = ["access-logger", "service"] as const;
      const others = kinds.map((kind) => ({ kind, name: kind, rootId: "", modulePath }));
      const plugins = [...full.plugins.map((plugin) => ({ ...plugin, modulePath })), ...others];
      await writeFile(config, JSON.stringify(renderBootstrap({ ...full, plugins, trustedCaPath })));
      const { path } = await findEnvoy();
      const { stdout } = await promisify(execFile)(path, ["--mode", "validate", "-c", config, "--disable-hot-restart"]);
      expect(stdout).toContain("OK");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
