import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { envoyFilter, pluginRegistry, validate, wasmPlugin, type ManifestObject } from "../../istio/index.js";
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

const GOLDENS: readonly (readonly [string, readonly ManifestObject[]])[] = [
  ["wasm-plugin", [wasmPlugin(pluginDescription())]],
  ["wasm-plugin-full", [wasmPlugin(everything)]],
  ["envoy-filter", [envoyFilter(pluginDescription())]],
  ["envoy-filter-full", [envoyFilter(everything)]],
  ["plugin-registry", pluginRegistry(registryDescription())],
];

// `vitest run -u` writes the files anew.
describe("the manifests, letter by letter", () => {
  it.each(GOLDENS)("%s", async (name, objects) => {
    expect(objects.flatMap((object) => validate(object))).toEqual([]);
    const path = fileURLToPath(new URL(`../golden/istio/${name}.yaml`, import.meta.url));
    await expect(toYaml(objects)).toMatchFileSnapshot(path);
  });
});
