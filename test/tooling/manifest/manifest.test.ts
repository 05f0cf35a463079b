import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EnvoyFilter, WasmPlugin } from "../../../istio/index.js";
import { createManifest, type ManifestOptions } from "../../../tooling/manifest/index.js";
import { fixtureModule } from "./fixture-module.js";

const URL = "https://example.com/auth.wasm";
let folder = "";
let auth = "";
let several = "";
let foreign = "";

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-manifest-"));
  auth = await write("auth.wasm", fixtureModule({}));
  several = await write("several.wasm", fixtureModule({ rootIds: ["auth", "metrics"] }));
  foreign = await write("foreign.wasm", fixtureModule());
});
afterAll(() => rm(folder, { recursive: true }));

function manifest(options: Partial<ManifestOptions>) {
  return createManifest({ module: auth, kinds: ["WasmPlugin"], url: URL, selector: { app: "a" }, ...options });
}

async function wasmPluginOf(options: Partial<ManifestOptions>): Promise<WasmPlugin["spec"]> {
  const { objects } = await manifest({ kinds: ["WasmPlugin"], ...options });
  return (objects[0] as WasmPlugin).spec;
}

describe("a manifest", () => {
  it("takes name, root id and digest from the module", async () => {
    const { objects, notes } = await manifest({});
    expect(objects).toMatchObject([
      {
        kind: "WasmPlugin",
        metadata: { name: "auth", namespace: "istio-system" },
        spec: { pluginName: "auth", sha256: createHash("sha256").update(fixtureModule({})).digest("hex") },
      },
    ]);
    expect(notes).toEqual([]);
  });

  it("serves the module from a registry, which comes first", async () => {
    const { objects, notes } = await manifest({ url: undefined as never, kinds: ["EnvoyFilter", "registry"] });
    expect(objects.map(({ kind }) => kind)).toEqual([
      ...["ConfigMap", "Deployment", "Service", "NetworkPolicy", "PodDisruptionBudget"],
      "EnvoyFilter",
    ]);
    const text = JSON.stringify(objects.at(-1));
    expect(text).toContain('"uri":"http://auth-registry.istio-system.svc.cluster.local/auth.wasm"');
    expect(notes).toEqual([expect.stringContaining("wait for the registry's rollout")]);
  });

  it("makes a registry alone", async () => {
    const options = { url: undefined as never, selector: undefined as never, kinds: ["registry"] as const };
    const { objects, notes } = await manifest({ ...options, registryName: "modules", replicas: 3 });
    expect(new Set(objects.map(({ metadata }) => metadata.name))).toEqual(new Set(["modules"]));
    expect(notes).toEqual([]);
  });

  it("pins the module for every kind, and finds the namespace of each", async () => {
    const kinds = ["WasmPlugin", "TrafficExtension", "EnvoyFilter"] as const;
    const targetRefs = [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "public" }];
    const none = { selector: undefined as never };
    const made = [
      ...(await manifest({ kinds })).objects,
      ...(await manifest({ kinds: ["EnvoyExtensionPolicy"], targetRefs, ...none })).objects,
      ...(await manifest({ kinds: ["HigressWasmPlugin"], ...none })).objects,
    ];
    expect(
      made.map(({ apiVersion, kind, metadata }) => [apiVersion, kind, "namespace" in metadata && metadata.namespace]),
    ).toEqual([
      ["extensions.istio.io/v1alpha1", "WasmPlugin", "istio-system"],
      ["extensions.istio.io/v1alpha1", "TrafficExtension", "istio-system"],
      ["networking.istio.io/v1alpha3", "EnvoyFilter", "istio-system"],
      ["gateway.envoyproxy.io/v1alpha1", "EnvoyExtensionPolicy", "default"],
      ["extensions.higress.io/v1alpha1", "WasmPlugin", "higress-system"],
    ]);
    const digest = createHash("sha256").update(fixtureModule({})).digest("hex");
    for (const object of made) expect(JSON.stringify(object)).toContain(digest);
  });

  it("makes the pieces of a plain Envoy, alone", async () => {
    const options = { selector: undefined as never, cluster: { name: "modules" } };
    const { objects, fragment } = await manifest({ ...options, kinds: ["Envoy"] });
    expect(objects).toEqual([]);
    expect(fragment).toMatchObject({
      http_filters: [
        { typed_config: { config: { vm_config: { code: { remote: { http_uri: { cluster: "modules" } } } } } } },
      ],
      clusters: [{ name: "modules" }],
    });
    const file = await manifest({ ...options, kinds: ["EnvoyExtension"] });
    const watching = await manifest({ ...options, kinds: ["Envoy"], extensionFile: "/etc/envoy/auth.yaml" });
    expect(file.fragment).toMatchObject({ resources: [{ name: "auth" }] });
    expect(watching.fragment).toMatchObject({
      http_filters: [
        {
          name: "auth",
          config_discovery: {
            config_source: {
              path_config_source: { path: "/etc/envoy/auth.yaml", watched_directory: { path: "/etc/envoy" } },
            },
          },
        },
      ],
    });
  });

  it("warns of the form in which Envoy itself fetches the module", async () => {
    expect((await manifest({ kinds: ["EnvoyFilter"] })).notes).toEqual([]);
    expect((await manifest({ kinds: ["EnvoyFilter"], form: "inline" })).notes).toEqual([
      expect.stringContaining("envoyproxy/envoy#25052"),
    ]);
  });

  it("makes the registry's namespace on request only, before all else", async () => {
    const options = { url: undefined as never, selector: undefined as never, kinds: ["registry"] as const };
    expect((await manifest(options)).objects.map(({ kind }) => kind)).not.toContain("Namespace");
    const { objects } = await manifest({ ...options, namespace: "plugins", hasNamespace: true });
    expect(objects[0]).toMatchObject({ kind: "Namespace", metadata: { name: "plugins" } });
    expect(objects).toHaveLength(6);
    for (const object of objects.slice(1)) expect(object).toMatchObject({ metadata: { namespace: "plugins" } });
  });

  it("makes one object of a kind that is asked for twice", async () => {
    expect((await manifest({ kinds: ["WasmPlugin", "WasmPlugin"] })).objects).toHaveLength(1);
  });

  it("restricts an EnvoyFilter to what the module needs, unless told not to", async () => {
    const restriction = {
      capability_restriction_config: { allowed_capabilities: { proxy_log: {}, proxy_on_log: {} } },
    };
    const configOf = async (options: Partial<ManifestOptions>): Promise<unknown> => {
      const { objects } = await manifest({ kinds: ["EnvoyFilter"], ...options });
      const value = (objects[0] as EnvoyFilter).spec.configPatches[0]?.patch.value;
      return (value?.["typed_config"] as { config: unknown }).config;
    };
    expect(await configOf({})).toMatchObject(restriction);
    expect(await configOf({ module: foreign })).toMatchObject(restriction);
    expect(await configOf({ isUnrestricted: true })).not.toHaveProperty("capability_restriction_config");
  });

  it("leaves the digest of an image to the user: the module does not know it", async () => {
    const image = "oci://example.com/auth:1.0.0";
    expect(await wasmPluginOf({ url: image })).not.toHaveProperty("sha256");
    expect(await wasmPluginOf({ url: image, sha256: "ab".repeat(32) })).toMatchObject({ sha256: "ab".repeat(32) });
  });

  it("takes any root id for a module that does not say which it has", async () => {
    expect(await wasmPluginOf({ module: foreign, rootId: "x" })).toMatchObject({ pluginName: "x" });
    expect(await wasmPluginOf({ module: foreign })).not.toHaveProperty("pluginName");
  });

  it("needs nothing on this machine for a module that is somewhere else", async () => {
    const { objects } = await manifest({ module: "example.com/acme/auth:1.0.0", url: undefined as never });
    expect(objects).toMatchObject([{ metadata: { name: "auth" }, spec: { url: "oci://example.com/acme/auth:1.0.0" } }]);
  });
});

describe("a manifest is refused", () => {
  it.each<[string, Partial<ManifestOptions>, string, RegExp, RegExp]>([
    ["no URL", { url: undefined as never }, "ERR_USAGE", /^url is missing/, /kinds: registry/],
    [
      "a registry of nothing",
      { module: URL, kinds: ["registry"], url: undefined as never, selector: undefined as never },
      "ERR_USAGE",
      /^kinds: registry/,
      /path of the module/,
    ],
    [
      "another digest",
      { sha256: "ab".repeat(32) },
      "ERR_USAGE",
      /^sha256 is not the digest of .*auth\.wasm/,
      /leave it out/,
    ],
    [
      "a root id the module has not",
      { rootId: "oauth" },
      "ERR_USAGE",
      /^rootId: .*"oauth"/,
      /name one with rootId: auth/,
    ],
    [
      "a name that is none",
      { name: "auth_plugin" },
      "ERR_MANIFEST_INVALID",
      /^name: WasmPlugin metadata\.name/,
      /DNS|lowercase/,
    ],
    [
      "a URL without a scheme",
      { url: "localhost:5000/auth" },
      "ERR_MANIFEST_INVALID",
      /^url: WasmPlugin spec\.url/,
      /oci:\/\//,
    ],
    [
      "an image that Envoy itself would have to fetch",
      { kinds: ["EnvoyFilter"], form: "inline", url: "oci://example.com/auth", sha256: "ab".repeat(32) },
      "ERR_MANIFEST_INVALID",
      /^url: EnvoyFilter spec\.configPatches\[0\].*uri/,
      /https/,
    ],
    [
      "an inline EnvoyFilter without a digest",
      { module: URL, kinds: ["EnvoyFilter"], form: "inline" },
      "ERR_MANIFEST_INVALID",
      /^sha256: EnvoyFilter/,
      /digest of the module/,
    ],
    [
      "a registry's name that is none",
      { kinds: ["registry"], url: undefined as never, selector: undefined as never, registryName: "1" },
      "ERR_MANIFEST_INVALID",
      /^registryName: Service/,
      /letter/,
    ],
    [
      "a flag that no kind heeds",
      { kinds: ["EnvoyFilter"], phase: "AUTHN" },
      "ERR_USAGE",
      /^phase means nothing to EnvoyFilter/,
      /WasmPlugin/,
    ],
    [
      "a configuration for a registry",
      { kinds: ["registry"], url: undefined as never, selector: undefined as never, configuration: {} },
      "ERR_USAGE",
      /^configuration means nothing/,
      /add one of WasmPlugin, TrafficExtension, EnvoyFilter/,
    ],
    [
      "a kind that the release has not",
      { kinds: ["TrafficExtension"], target: "istio@1.29" },
      "ERR_USAGE",
      /^kinds is not for istio@1\.29: no Istio before 1\.30 has/,
      /target: istio@1\.30 or newer/,
    ],
    [
      "a field that the release drops",
      { kinds: ["EnvoyFilter"], target: "istio@1.27", allowOnHeadersStopIteration: true },
      "ERR_USAGE",
      /^allowOnHeadersStopIteration is not for istio@1\.27: .*drops it/,
      /target: istio@1\.28 or newer/,
    ],
    [
      "waypoints, which no EnvoyFilter reaches",
      { kinds: ["EnvoyFilter"], context: "WAYPOINT" as never },
      "ERR_MANIFEST_INVALID",
      /^context: EnvoyFilter .*no istiod so far applies such a patch/,
      /WasmPlugin/,
    ],
    [
      "a strategy that Envoy Gateway has not",
      { kinds: ["EnvoyExtensionPolicy"], selector: undefined as never, failStrategy: "FAIL_RELOAD" },
      "ERR_USAGE",
      /^failStrategy: an EnvoyExtensionPolicy knows no FAIL_RELOAD/,
      /FAIL_OPEN/,
    ],
    [
      "a policy that attaches to nothing",
      { kinds: ["EnvoyExtensionPolicy"], selector: undefined as never },
      "ERR_MANIFEST_INVALID",
      /^targetRefs: EnvoyExtensionPolicy spec\.targetRefs/,
      /gateway\.envoyproxy\.io/,
    ],
    [
      "a policy that attaches to what Envoy Gateway knows not",
      {
        kinds: ["EnvoyExtensionPolicy"],
        selector: undefined as never,
        targetRefs: [{ group: "", kind: "Service", name: "shop" }],
      },
      "ERR_MANIFEST_INVALID",
      /EnvoyExtensionPolicy spec: .*targetRefs\[\*\]\.kind of Gateway/,
      /rule/,
    ],
    [
      "a policy with a module on disk",
      {
        kinds: ["EnvoyExtensionPolicy"],
        selector: undefined as never,
        targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "shop" }],
        url: "file:///opt/auth.wasm",
      },
      "ERR_MANIFEST_INVALID",
      /^url: EnvoyExtensionPolicy spec\.wasm\[0\]\.code\.http\.url: .*file/,
      /oci:/,
    ],
    [
      "labels for Higress, which runs a plugin on every gateway",
      { kinds: ["HigressWasmPlugin"] },
      "ERR_USAGE",
      /^selector means nothing to HigressWasmPlugin/,
      /WasmPlugin/,
    ],
    [
      "a file for Envoy beside objects of Kubernetes",
      { kinds: ["Envoy", "WasmPlugin"] },
      "ERR_USAGE",
      /^kinds: Envoy makes a file/,
      /alone/,
    ],
    [
      "a plain Envoy without a digest",
      { module: URL, kinds: ["Envoy"], selector: undefined as never },
      "ERR_MANIFEST_INVALID",
      /^sha256: Envoy http_filters\[0\]/,
      /digest/,
    ],
  ])("for %s", async (_what, options, code, message, hint) => {
    await expect(manifest(options)).rejects.toMatchObject({
      code,
      exitCode: 2,
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    });
  });

  it("for a root id that is missing, with those there are", async () => {
    await expect(manifest({ module: several })).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: `rootId: ${several} has several plugins`,
      hint: "name one with rootId: auth, metrics",
    });
  });

  it("for a configuration that the plugin itself refuses, in the plugin's words", async () => {
    await expect(manifest({ configuration: { refused: 1 } })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      exitCode: 2,
      message: 'configuration: plugin "auth" refused its configuration: $.refused: unknown key',
      hint: expect.stringContaining("mend the configuration") as string,
    });
  });

  it("without the words of a module of another toolchain, which may hold a secret", async () => {
    await expect(manifest({ module: foreign, configuration: { refused: 1 } })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: "configuration: the plugin refused its configuration",
      hint: expect.stringContaining("sluice run") as string,
    });
  });

  it("for a module that no proxy would load", async () => {
    const module = await write("empty.wasm", Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    await expect(manifest({ module })).rejects.toMatchObject({
      code: "ERR_MODULE_REFUSED",
      message: expect.stringContaining(module) as string,
    });
  });

  it("once for what several objects have in common", async () => {
    const failure = manifest({ name: "a_b", kinds: ["WasmPlugin", "EnvoyFilter"] });
    await expect(failure).rejects.toMatchObject({
      message: expect.stringMatching(/^name: WasmPlugin .*; name: EnvoyFilter /) as string,
      hint: expect.not.stringContaining(";") as string,
    });
  });
});
