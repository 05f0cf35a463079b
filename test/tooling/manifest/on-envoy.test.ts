import { execFile } from "node:child_process";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { compileFilter } from "sluice";
import { engines } from "sluice/testing";
import type { EnvoyBootstrap, EnvoyExtensionFile, EnvoyFragment, JsonObject } from "../../../istio/index.js";
import { adminGet } from "../../../tooling/envoy/admin.js";
import { findEnvoy, renderBootstrap } from "../../../tooling/envoy/index.js";
import { EnvoyProcess } from "../../../tooling/envoy/process.js";
import { awaitReady } from "../../../tooling/envoy/readiness.js";
import { createManifest, type ManifestOptions, toYaml } from "../../../tooling/manifest/index.js";
import { serveRegistry } from "../../istio/serve-registry.js";
import { describeWithPart, findDebianPart } from "../../real-parts/debian.js";
import { NGINX } from "../../real-parts/parts.js";

const nginx = await findDebianPart(NGINX);
const START_TIMEOUT_MS = 60_000;
const ROUTES = [
  { name: "api", match: { prefix: "/api" }, direct_response: { status: 200 } },
  { name: "rest", match: { prefix: "/" }, direct_response: { status: 200 } },
];

/** What `sluice manifest` makes for an Envoy without a control plane, as its YAML says it. */
async function fragmentOf<T>(options: ManifestOptions): Promise<T> {
  const { fragment } = await createManifest({ ...options, configuration: marking(options.name ?? "plugin") });
  return fragment as unknown as T;
}

/** A configuration by which `headers` marks each response. */
const marking = (value: string): JsonObject => ({ response: [{ op: "set", name: "x-plugin", value }] });

/** A bootstrap into which a fragment is put as its reader would: filters before the router, clusters, what routes say. */
function bootstrapOf({ http_filters, clusters, routes = [] }: EnvoyFragment): string {
  const bare = renderBootstrap({ plugins: [], upstream: "http://127.0.0.1:1" });
  const text = JSON.stringify(bare, (key, value: unknown) => {
    if (key === "routes") {
      return ROUTES.map((route) => ({ ...route, ...routes.find(({ name }) => name === route.name) }));
    }
    if (key === "http_filters") return [...http_filters, ...(value as object[])];
    return key === "clusters" ? [...(value as object[]), ...clusters] : value;
  });
  return stringify(JSON.parse(text));
}

describe.each(engines.filter((engine) => engine === "envoy"))("files for a plain Envoy, on a real %s", () => {
  let folder: string;
  let module: string;
  let origin: string;
  let envoyPath: string;
  const cleanups: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-plain-"));
    const built = await compileFilter({ filter: "filters/headers" });
    module = join(folder, "headers.wasm");
    await writeFile(module, built.module);
    const server = createServer((_, response) => response.end(built.module)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    cleanups.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    envoyPath = (await findEnvoy()).path;
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    for (const cleanup of cleanups) await cleanup();
    await rm(folder, { recursive: true, force: true });
  });

  /** Has Envoy judge a bootstrap, then run it; what `/path` answers is the mark on its response. */
  async function start(text: string, further: readonly string[] = []) {
    const directory = await mkdtemp(join(folder, "envoy-"));
    const config = join(directory, "envoy.yaml");
    await writeFile(config, text);
    const verdict = await promisify(execFile)(envoyPath, ["--mode", "validate", "-c", config, "--disable-hot-restart"]);
    expect(verdict.stdout).toContain("OK");
    const adminAddressPath = join(directory, "admin");
    const envoy = new EnvoyProcess({
      path: envoyPath,
      args: [
        "-c",
        config,
        "--admin-address-path",
        adminAddressPath,
        "--disable-hot-restart",
        "--concurrency",
        "1",
        ...further,
      ],
      directory,
      onLine: () => undefined,
    });
    const addresses = await awaitReady({ adminAddressPath, exited: envoy.exited, timeoutMs: START_TIMEOUT_MS });
    if (addresses === null) expect.fail("Envoy does not serve");
    return {
      ...addresses,
      mark: async (path: string) => (await fetch(addresses.url + path)).headers.get("x-plugin"),
      [Symbol.asyncDispose]: () => envoy.stop().then(() => undefined),
    };
  }

  it("run the module of a file", async () => {
    const url = `file://${module}`;
    await using envoy = await start(bootstrapOf(await fragmentOf({ module, url, kinds: ["Envoy"], name: "file" })));
    expect(await envoy.mark("/")).toBe("file");
  });

  it("are a whole bootstrap in front of a service, which a watched file may change", async () => {
    const extensionFile = join(folder, "whole.yaml");
    const options = { module, url: `file://${module}`, name: "whole" } as const;
    const { fragment: extension } = await createManifest({
      ...{ ...options, kinds: ["EnvoyExtension"], configuration: marking("watched") },
    });
    await writeFile(extensionFile, toYaml([extension as EnvoyExtensionFile]));
    for (const [mark, source] of Object.entries({ whole: {}, watched: { extensionFile } })) {
      const whole = await fragmentOf<EnvoyBootstrap>({
        ...{ ...options, ...source, kinds: ["Envoy"], upstream: origin, listenPort: 0 },
      });
      // What its reader adds to look into it; the rest is as it was printed.
      const admin = "admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}";
      await using envoy = await start(toYaml([whole]), ["--config-yaml", admin]);
      const response = await fetch(envoy.url);
      expect(response.headers.get("x-plugin")).toBe(mark);
      expect(Buffer.from(await response.arrayBuffer()).toString("latin1", 0, 4)).toBe("\0asm");
    }
  });

  it("are a whole bootstrap in which no client names its own address", async () => {
    const { fragment } = await createManifest({
      ...{ module, url: `file://${module}`, name: "whole", kinds: ["Envoy"], upstream: origin, listenPort: 0 },
      configuration: marking("${source.ip}"),
    });
    const admin = "admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}";
    await using envoy = await start(toYaml([fragment as unknown as EnvoyBootstrap]), ["--config-yaml", admin]);
    const response = await fetch(envoy.url, { headers: { "x-forwarded-for": "10.1.1.1" } });
    expect(response.headers.get("x-plugin")).toBe("127.0.0.1");
  });

  it("run the module of a URL, from the cluster that they bring along", async () => {
    const fragment = await fragmentOf<EnvoyFragment>({
      module,
      url: `${origin}/headers.wasm`,
      kinds: ["Envoy"],
      name: "remote",
    });
    expect(fragment.clusters).toHaveLength(1);
    await using envoy = await start(bootstrapOf(fragment));
    // Envoy serves before it has fetched the module, and fails closed until then.
    await expect.poll(() => envoy.mark("/"), { timeout: START_TIMEOUT_MS }).toBe("remote");
  });

  describeWithPart(nginx, "with a plugin registry on the real nginx", () => {
    it("run the module that it serves", async () => {
      const { objects } = await createManifest({ module, kinds: ["registry"], name: "served" });
      await using registry = await serveRegistry("path" in nginx ? nginx.path : NGINX.name, objects);
      const url = `${registry.url}/served.wasm`;
      await using envoy = await start(bootstrapOf(await fragmentOf({ module, url, kinds: ["Envoy"], name: "served" })));
      await expect.poll(() => envoy.mark("/"), { timeout: START_TIMEOUT_MS }).toBe("served");
    });
  });

  it("follow the extension file when another is moved to its place", async () => {
    const extensionFile = join(folder, "plugins.yaml");
    const write = async (pluginName: string): Promise<void> => {
      const options = { module, url: `file://${module}`, name: "watched", pluginName } as const;
      const { fragment } = await createManifest({
        ...options,
        kinds: ["EnvoyExtension"],
        configuration: marking(pluginName),
      });
      await writeFile(`${extensionFile}.new`, toYaml([fragment as EnvoyExtensionFile]));
      await rename(`${extensionFile}.new`, extensionFile);
    };
    await write("first");
    const { fragment } = await createManifest({
      module,
      kinds: ["Envoy"],
      name: "watched",
      url: `file://${module}`,
      extensionFile,
      configuration: marking(""),
    });
    await using envoy = await start(bootstrapOf(fragment as EnvoyFragment));
    expect(await envoy.mark("/")).toBe("first");
    await write("second");
    await expect.poll(() => envoy.mark("/"), { timeout: START_TIMEOUT_MS }).toBe("second");
    const { body: stats } = await adminGet(envoy.adminUrl, "/stats?filter=watched.*(update_rejected|config_fail)");
    expect(stats).not.toMatch(/: [1-9]/);
  });

  it.each(["file", "extension file"])("run the plugin of a %s on the routes named, and on no other", async (source) => {
    const extensionFile = join(folder, "routes.yaml");
    const options = { module, url: `file://${module}`, name: "routed", configuration: marking("routed") } as const;
    const { fragment: extension } = await createManifest({ ...options, kinds: ["EnvoyExtension"] });
    await writeFile(extensionFile, toYaml([extension as EnvoyExtensionFile]));
    const { fragment } = await createManifest({
      ...{ ...options, kinds: ["Envoy"], routes: ["api"] },
      ...(source === "file" ? {} : { extensionFile }),
    });
    await using envoy = await start(bootstrapOf(fragment as EnvoyFragment));
    expect(await envoy.mark("/api/x")).toBe("routed");
    expect(await envoy.mark("/")).toBeNull();
  });

  it.each(["shared", "isolated"] as const)("run a plugin whose VM is %s", async (vm) => {
    const url = `file://${module}`;
    const fragment = await fragmentOf<EnvoyFragment>({
      module,
      url,
      kinds: ["Envoy"],
      name: vm,
      namespace: "edge",
      vm,
    });
    await using envoy = await start(bootstrapOf(fragment));
    expect(await envoy.mark("/")).toBe(vm);
    const { body: dump } = await adminGet(envoy.adminUrl, "/config_dump");
    expect(/"vm_id": "(.*)"/.exec(dump)?.[1]).toBe(vm === "shared" ? undefined : "edge.isolated");
  });
});
