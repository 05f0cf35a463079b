import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConfigMap } from "../../../istio/index.js";
import { createManifest, type ManifestOptions } from "../../../tooling/manifest/index.js";
import { fixtureModule } from "./fixture-module.js";

let folder = "";
let module = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-surroundings-"));
  module = join(folder, "auth.wasm");
  await writeFile(module, fixtureModule({ metricLabels: ["method", "status"] }));
});
afterAll(() => rm(folder, { recursive: true }));

function manifest(options: Partial<ManifestOptions>) {
  const url = "https://example.com/auth.wasm";
  return createManifest({ module, url, kinds: ["WasmPlugin"], selector: { app: "a" }, ...options });
}

const refused = (message: RegExp) => ({ code: "ERR_USAGE", message: expect.stringMatching(message) as string });

describe("the hosts that a plugin calls", () => {
  it("become clusters of the proxies, over TLS that is verified", async () => {
    const { objects } = await manifest({ callouts: ["https://keys.example.com", "http://audit.example.com:8080"] });
    expect(objects.slice(1)).toMatchObject([
      {
        kind: "ServiceEntry",
        metadata: { name: "callout-keys.example.com-443", namespace: "istio-system" },
        spec: {
          hosts: ["keys.example.com"],
          location: "MESH_EXTERNAL",
          resolution: "DNS",
          ports: [{ number: 443, name: "http-443", protocol: "HTTP" }],
        },
      },
      {
        kind: "DestinationRule",
        spec: {
          host: "keys.example.com",
          trafficPolicy: { tls: { mode: "SIMPLE", sni: "keys.example.com", subjectAltNames: ["keys.example.com"] } },
        },
      },
      { kind: "ServiceEntry", spec: { hosts: ["audit.example.com"], ports: [{ number: 8080 }] } },
    ]);
    expect(objects).toHaveLength(4);
  });

  it("become clusters of a plain Envoy, named by the host", async () => {
    const options = { kinds: ["Envoy"] as const, selector: undefined as never };
    const { fragment } = await manifest({ ...options, callouts: ["https://keys.example.com"] });
    expect(fragment).toMatchObject({
      clusters: [{ name: "auth_wasm_cluster" }, { name: "keys.example.com", transport_socket: { typed_config: {} } }],
    });
  });

  it("are asked for where the configuration names their clusters", async () => {
    const configuration = {
      cluster: "outbound|443||keys.example.com",
      other: "outbound|80||shop.default.svc.cluster.local",
    };
    expect((await manifest({ configuration })).notes).toEqual([
      expect.stringMatching(/^the configuration names outbound\|443\|\|keys\.example\.com.*callouts: https:\/\/keys/),
    ]);
    expect((await manifest({ configuration, callouts: ["https://keys.example.com"] })).notes).toEqual([]);
  });

  it("are asked for where the configuration names clusters that Istio makes for nobody", async () => {
    const configuration = { providers: [{ introspection_uri: "https://issuer.example/keys", cluster: "issuer" }] };
    const said = expect.stringMatching(
      /^\$\.providers\[0\]\.cluster names the cluster issuer, .* outbound\|443\|\|issuer\.example .*callouts: https:\/\/issuer\.example/,
    ) as string;
    for (const kind of ["WasmPlugin", "EnvoyFilter"] as const) {
      expect((await manifest({ configuration, kinds: [kind] })).notes).toEqual([said]);
    }
    const called = await manifest({ configuration, callouts: ["https://keys.example.com:8443"] });
    expect(called.notes).toEqual([
      expect.stringContaining("write outbound|8443||keys.example.com there, which callouts"),
    ]);
    expect((await manifest({ configuration: { cluster: "" } })).notes).toEqual([]);
  });

  it("are said to be called by nobody where the configuration does not name them", async () => {
    const { notes } = await manifest({ configuration: { a: 1 }, callouts: ["https://keys.example.com"] });
    expect(notes).toEqual([
      expect.stringMatching(/^nothing in the configuration calls outbound\|443\|\|keys\.example\.com/),
    ]);
  });

  it("have names of their own in a plain Envoy", async () => {
    const options = { kinds: ["Envoy"] as const, selector: undefined as never };
    const { notes } = await manifest({
      ...options,
      configuration: { cluster: "issuer" },
      callouts: ["https://a.example"],
    });
    expect(notes).toEqual([]);
  });

  it.each([
    "keys.example.com",
    "oci://keys.example.com/a",
    "https://keys.example.com/jwks",
    "https://10.0.0.7",
    "https://[::1]",
  ])("are no %s", async (url) => {
    await expect(manifest({ callouts: [url] })).rejects.toMatchObject(refused(/^callouts is no http/));
  });

  it("mean nothing to Envoy Gateway, which has no such object", async () => {
    const options = { kinds: ["EnvoyExtensionPolicy"] as const, selector: undefined as never };
    await expect(manifest({ ...options, callouts: ["https://a.example.com"] })).rejects.toMatchObject(
      refused(/^callouts means nothing/),
    );
  });
});

describe("the labels of a module's metrics", () => {
  it("become tags of Envoy's statistics on request", async () => {
    const { objects, notes } = await manifest({ hasStatsTags: true });
    expect(objects[1]).toMatchObject({
      kind: "ConfigMap",
      metadata: { name: "auth-stats-tags", namespace: "istio-system" },
    });
    const { data } = objects[1] as ConfigMap;
    expect(JSON.parse(data?.["custom_bootstrap.json"] ?? "")).toEqual({
      stats_config: {
        stats_tags: [
          { tag_name: "method", regex: "^wasmcustom\\..*?(;method=([^;]*))" },
          { tag_name: "status", regex: "^wasmcustom\\..*?(;status=([^;]*))" },
        ],
      },
    });
    expect(notes).toContainEqual(expect.stringContaining("sidecar.istio.io/bootstrapOverride: auth-stats-tags"));
  });

  it("are those that the configuration names, too", async () => {
    const labels = { items: { properties: { label: { "x-metric-label": true } } } };
    const tenant = join(folder, "tenant.wasm");
    await writeFile(tenant, fixtureModule({ configSchemas: { auth: { properties: { labels } } } }));
    const configuration = { labels: [{ label: "tenant" }] };
    const { objects } = await manifest({ module: tenant, hasStatsTags: true, configuration });
    expect((objects[1] as ConfigMap).data?.["custom_bootstrap.json"]).toContain('"tag_name": "tenant"');
  });

  it("are refused for a module that has none", async () => {
    const plain = join(folder, "plain.wasm");
    await writeFile(plain, fixtureModule({}));
    await expect(manifest({ module: plain, hasStatsTags: true })).rejects.toMatchObject(
      refused(/^hasStatsTags: the papers of \S+ name no label/),
    );
  });
});
