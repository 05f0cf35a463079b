import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  callout,
  envoyBootstrap,
  envoyExtensionFile,
  envoyExtensionPolicy,
  envoyFilter,
  envoyFragment,
  higressWasmPlugin,
  parsePluginUrl,
  pluginRegistry,
  statsTagsBootstrap,
  trafficExtension,
  wasmPlugin,
  type ManifestObject,
} from "../../istio/index.js";
import { checkObject } from "../../tooling/manifest/check-objects.js";
import { toYaml } from "../../tooling/manifest/index.js";
import { pluginDescription, registryDescription } from "./descriptions.js";

const everything = pluginDescription({
  url: "https://registry.example.com:8443/auth.wasm",
  selector: { istio: "ingressgateway" },
  priority: 20,
  failStrategy: "FAIL_RELOAD",
  environment: { MODE: "strict" },
  hostEnvironment: ["POD_NAME"],
  phase: "AUTHN",
  imagePullPolicy: "IfNotPresent",
  imagePullSecret: "registry-credentials",
  pluginName: "auth_plugin",
  patchName: "acme.auth",
  context: "SIDECAR_INBOUND",
  cluster: { name: "modules" },
  timeoutSeconds: 2.5,
  vmId: "acme",
  capabilities: ["proxy_on_request_headers", "proxy_log"],
  allowOnHeadersStopIteration: true,
});

const onRoute = pluginDescription({
  targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "shop" }],
});
const onWaypoint = pluginDescription({
  targetRefs: [
    { group: "", kind: "Service", name: "shop" },
    { group: "networking.istio.io", kind: "ServiceEntry", name: "keys" },
    { group: "gateway.networking.k8s.io", kind: "Gateway", name: "waypoint" },
  ],
});
const image = {
  url: "oci://registry.example.com/auth:1.0.0",
  imagePullPolicy: "Always",
  imagePullSecret: "registry-credentials",
  failStrategy: "FAIL_OPEN",
  hostEnvironment: ["POD_NAME"],
} as const;

const FRAGMENTS: readonly (readonly [string, object])[] = [
  ["envoy-fragment", envoyFragment(pluginDescription())],
  ["envoy-fragment-file", envoyFragment(pluginDescription({ url: "file:///opt/auth.wasm" }))],
  ["envoy-fragment-watching", envoyFragment(pluginDescription(), "/etc/envoy/plugins/auth.yaml")],
  [
    "envoy-bootstrap",
    envoyBootstrap(envoyFragment(pluginDescription()), {
      name: "auth",
      upstream: parsePluginUrl("https://shop.example.com") ?? expect.fail(),
    }),
  ],
  ["envoy-fragment-routes", envoyFragment(pluginDescription({ routes: ["api", "admin"] }))],
  ["envoy-extension-file", envoyExtensionFile(pluginDescription())],
];

const GOLDENS: readonly (readonly [string, readonly ManifestObject[]])[] = [
  ["wasm-plugin", [wasmPlugin(pluginDescription())]],
  ["wasm-plugin-full", [wasmPlugin(everything)]],
  ["wasm-plugin-network", [wasmPlugin(pluginDescription({ type: "NETWORK" }))]],
  ["traffic-extension-network", [trafficExtension(pluginDescription({ type: "NETWORK" }))]],
  ["wasm-plugin-waypoint", [wasmPlugin(onWaypoint)]],
  ["traffic-extension-waypoint", [trafficExtension(onWaypoint)]],
  ["traffic-extension", [trafficExtension(pluginDescription())]],
  ["traffic-extension-full", [trafficExtension(everything)]],
  ["envoy-filter", [envoyFilter(pluginDescription({ form: "inline" }))]],
  ["envoy-filter-full", [envoyFilter(everything)]],
  ["envoy-filter-ecds", [envoyFilter(pluginDescription())]],
  ["envoy-filter-ecds-full", [envoyFilter({ ...everything, form: "ecds" })]],
  ["envoy-filter-routes", [envoyFilter(pluginDescription({ routes: ["api", "admin"] }))]],
  ["envoy-filter-network", [envoyFilter(pluginDescription({ type: "NETWORK" }))]],
  ["envoy-filter-inline-network", [envoyFilter(pluginDescription({ type: "NETWORK", form: "inline" }))]],
  ["envoy-filter-inline-routes", [envoyFilter(pluginDescription({ form: "inline", routes: ["api"] }))]],
  ["envoy-extension-policy", [envoyExtensionPolicy([onRoute])]],
  [
    "envoy-extension-policy-chain",
    [
      envoyExtensionPolicy([
        { ...onRoute, ...image },
        { ...onRoute, name: "metrics" },
      ]),
    ],
  ],
  ["higress-wasm-plugin", [higressWasmPlugin(pluginDescription())]],
  ["higress-wasm-plugin-full", [higressWasmPlugin(everything)]],
  ["callout", callout("istio-system", parsePluginUrl("https://keys.example.com") ?? expect.fail())],
  [
    "stats-tags",
    [statsTagsBootstrap(everything, [{ tag_name: "method", regex: "^wasmcustom\\..*?(;method=([^;]*))" }])],
  ],
  ["plugin-registry", pluginRegistry(registryDescription())],
  [
    "plugin-registry-claim",
    pluginRegistry(registryDescription({ storage: "PersistentVolumeClaim", storageClass: "shared-files" })),
  ],
];

// `vitest run -u` writes the files anew.
describe("the manifests, letter by letter", () => {
  it.each(GOLDENS)("%s", async (name, objects) => {
    expect(objects.flatMap((object) => checkObject(object))).toEqual([]);
    const path = fileURLToPath(new URL(`../golden/istio/${name}.yaml`, import.meta.url));
    await expect(toYaml(objects)).toMatchFileSnapshot(path);
  });

  it.each(FRAGMENTS)("%s", async (name, fragment) => {
    const path = fileURLToPath(new URL(`../golden/istio/${name}.yaml`, import.meta.url));
    await expect(toYaml([fragment])).toMatchFileSnapshot(path);
  });
});
