import { describe, expect, it } from "vitest";
import { CONFIG_MAP_LIMIT_BYTES, pluginRegistry, validate, type RegistryDescription } from "../../../istio/index.js";
import { registryDescription } from "../descriptions.js";

function problemsOf(changes: Partial<RegistryDescription>) {
  return pluginRegistry(registryDescription(changes)).flatMap((object) =>
    validate(object).map((problem) => ({ kind: object.kind, ...problem })),
  );
}

function sizeOf(storage: string) {
  return { resources: { requests: { storage } } };
}

function portOf(protocol: string, port: number | string) {
  return { ingress: [{ ports: [{ protocol, port }] }] };
}

/** Bytes of the server's configuration, which counts too. */
const CONF_BYTES = Buffer.byteLength(pluginRegistry(registryDescription())[0].data?.["nginx.conf"] ?? "");

describe("the validation of a plugin registry", () => {
  it("lets a module pass that just fits into a ConfigMap", () => {
    expect(problemsOf({ module: new Uint8Array(CONFIG_MAP_LIMIT_BYTES - CONF_BYTES) })).toEqual([]);
  });

  it("refuses a module that is one byte too big, and says where else it can be served", () => {
    expect(problemsOf({ module: new Uint8Array(CONFIG_MAP_LIMIT_BYTES - CONF_BYTES + 1) })).toMatchObject([
      {
        kind: "ConfigMap",
        path: "binaryData",
        message: "the values hold 1048577 bytes, and a ConfigMap takes 1048576",
        hint: expect.stringContaining("OCI registry") as string,
      },
    ]);
  });

  it.each([
    ["a name that starts with a digit, as no Service may", { name: "1auth" }, "Service", "metadata.name"],
    ["a name longer than a DNS label", { name: "a".repeat(64) }, "Service", "metadata.name"],
    ["a file name that is no key", { fileName: "a/b.wasm" }, "ConfigMap", 'binaryData["a/b.wasm"]'],
    ["a file name that is taken", { fileName: "nginx.conf" }, "ConfigMap", 'binaryData["nginx.conf"]'],
    [
      "an image with a scheme",
      { image: "https://example.com/nginx" },
      "Deployment",
      "spec.template.spec.containers[0].image",
    ],
    ["a negative number of pods", { replicas: -1 }, "Deployment", "spec.replicas"],
  ])("refuses %s", (_what, changes, kind, path) => {
    expect(problemsOf(changes)).toContainEqual(expect.objectContaining({ kind, path }));
  });

  it("refuses base64 that is none", () => {
    const [configMap] = pluginRegistry(registryDescription());
    expect(validate({ ...configMap, binaryData: { "auth.wasm": "AGFzbQ" } })).toMatchObject([
      { path: 'binaryData["auth.wasm"]', message: "is no base64" },
    ]);
  });

  it("lets a module of any size pass on a claim", () => {
    const module = new Uint8Array(CONFIG_MAP_LIMIT_BYTES + 1);
    expect(problemsOf({ storage: "PersistentVolumeClaim", storageClass: "files.v1", module })).toEqual([]);
  });

  it.each([
    ["an access mode that is none", { accessModes: ["ReadMany"] }, "spec.accessModes[0]"],
    ["no access mode", { accessModes: [] }, "spec.accessModes"],
    ["a storage class that is no name", { storageClassName: "Shared Files" }, "spec.storageClassName"],
    ["a size without a unit of Kubernetes", sizeOf("1GB"), "spec.resources.requests.storage"],
    ["a size of nothing", sizeOf("0.0Gi"), "spec.resources.requests.storage"],
    ["a size below nothing", sizeOf("-1Gi"), "spec.resources.requests.storage"],
  ])("refuses a claim with %s", (_what, changes, path) => {
    const [, , , , , claim] = pluginRegistry(registryDescription({ storage: "PersistentVolumeClaim" }));
    if (claim === undefined) expect.fail("no claim");
    expect(validate({ ...claim, spec: { ...claim.spec, ...changes } })).toMatchObject([{ path }]);
  });

  it.each([
    ["a type that is none", { policyTypes: ["Ingress", "egress"] }, "spec.policyTypes[1]"],
    ["rules that are not in force", { policyTypes: ["Egress"] }, "spec.ingress"],
    ["a label that is none", { podSelector: { matchLabels: { app: "a b" } } }, 'spec.podSelector.matchLabels["app"]'],
    ["an unknown protocol", portOf("HTTP", 80), "spec.ingress[0].ports[0].protocol"],
    ["a port that is out of range", portOf("TCP", 65_536), "spec.ingress[0].ports[0].port"],
    ["a port that is no name", portOf("TCP", "8080"), "spec.ingress[0].ports[0].port"],
  ])("refuses a NetworkPolicy with %s", (_what, changes, path) => {
    const [, , , policy] = pluginRegistry(registryDescription());
    expect(validate({ ...policy, spec: { ...policy.spec, ...changes } })).toMatchObject([{ path }]);
  });

  it.each([
    ["a number below nothing", { maxUnavailable: -1 }, "spec.maxUnavailable"],
    ["a share without its sign", { maxUnavailable: "50" }, "spec.maxUnavailable"],
    ["a share of more than all", { maxUnavailable: "101%" }, "spec.maxUnavailable"],
    ["no selector", { selector: { matchLabels: {} } }, "spec.selector.matchLabels"],
    ["a label that is none", { selector: { matchLabels: { app: "-" } } }, 'spec.selector.matchLabels["app"]'],
  ])("refuses a PodDisruptionBudget with %s", (_what, changes, path) => {
    const [, , , , budget] = pluginRegistry(registryDescription());
    expect(validate({ ...budget, spec: { ...budget.spec, ...changes } })).toMatchObject([{ path }]);
  });

  it("refuses a Deployment of a claim that no object can be called", () => {
    const [, deployment] = pluginRegistry(registryDescription({ storage: "PersistentVolumeClaim", name: "A" }));
    expect(validate(deployment)).toContainEqual(
      expect.objectContaining({ path: "spec.template.spec.volumes[0].persistentVolumeClaim.claimName" }),
    );
  });

  it("refuses a Deployment whose selector misses its own pods", () => {
    const [, deployment] = pluginRegistry(registryDescription());
    const spec = { ...deployment.spec, selector: { matchLabels: { app: "other" } } };
    expect(validate({ ...deployment, spec })).toMatchObject([{ path: 'spec.selector.matchLabels["app"]' }]);
  });

  it("refuses a mount of a volume that is not there", () => {
    const [, deployment] = pluginRegistry(registryDescription());
    const { template } = deployment.spec;
    const pod = { ...template.spec, volumes: template.spec.volumes.filter(({ name }) => name !== "scratch") };
    const spec = { ...deployment.spec, template: { ...template, spec: pod } };
    expect(validate({ ...deployment, spec })).toMatchObject([
      { path: "spec.template.spec.containers[0].volumeMounts[2].name" },
    ]);
  });
});
