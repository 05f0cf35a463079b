import { describe, expect, it } from "vitest";
import { validate, wasmPlugin, type PluginDescription } from "../../../istio/index.js";
import { pluginDescription } from "../descriptions.js";

function problemsOf(changes: Partial<PluginDescription>) {
  return validate(wasmPlugin(pluginDescription(changes)));
}

const DIGEST = "ab".repeat(32);
const GATEWAY = { group: "gateway.networking.k8s.io", kind: "Gateway", name: "public" };

describe("the validation of a WasmPlugin", () => {
  it.each<[string, Partial<PluginDescription>]>([
    ["a plain description", {}],
    ["an image pinned in its URL", { url: `oci://example.com/auth@sha256:${DIGEST}`, sha256: DIGEST }],
    ["a file", { url: "file:///opt/auth.wasm" }],
    ["labels with a prefix", { selector: { "gateway.networking.k8s.io/gateway-name": "public" } }],
    ["an empty label value", { selector: { canary: "" } }],
    ["a target", { targetRefs: [GATEWAY] }],
    ["the lowest priority", { priority: -2_147_483_648 }],
    ["the longest environment value", { environment: { MODE: "x".repeat(2048) } }],
  ])("lets %s pass", (_what, changes) => {
    expect(problemsOf(changes)).toEqual([]);
  });

  it.each<[string, Partial<PluginDescription>, RegExp]>([
    ["metadata.name", { name: "auth_plugin" }, /"auth_plugin" is no DNS subdomain/],
    ["metadata.name", { name: "a".repeat(254) }, /no DNS subdomain/],
    ["metadata.namespace", { namespace: "istio.system" }, /no DNS label/],
    ["spec.url", { url: "localhost:5000/auth" }, /names no scheme/],
    ["spec.url", { url: "ftp://example.com/auth.wasm" }, /can't be had by ftp/],
    ["spec.url", { url: "http://user:hunter2@example.com/auth.wasm" }, /holds credentials/],
    ["spec.url", { url: "oci://example.com/Auth" }, /no oci URL/],
    ["spec.sha256", { sha256: "ABC" }, /no SHA-256/],
    ["spec.sha256", { sha256: `sha256:${DIGEST}` }, /no SHA-256/],
    ["spec.sha256", { url: `oci://example.com/auth@sha256:${DIGEST}`, sha256: "cd".repeat(32) }, /differs/],
    ["spec.targetRefs", { selector: { app: "a" }, targetRefs: [GATEWAY] }, /beside spec.selector/],
    ["spec.targetRefs", { targetRefs: Array.from({ length: 17 }, () => GATEWAY) }, /17 targets/],
    ["spec.targetRefs[0].kind", { targetRefs: [{ group: "apps", kind: "Deployment", name: "a" }] }, /nothing attaches/],
    ["spec.targetRefs[0].name", { targetRefs: [{ ...GATEWAY, name: "" }] }, /is empty/],
    ['spec.selector.matchLabels["app"]', { selector: { app: "*" } }, /no label value/],
    ['spec.selector.matchLabels["app"]', { selector: { app: "a".repeat(64) } }, /no label value/],
    ['spec.selector.matchLabels["a*"]', { selector: { "a*": "b" } }, /no label key/],
    ["spec.phase", { phase: "AUTH" as never }, /"AUTH" is unknown/],
    ["spec.failStrategy", { failStrategy: "FAIL_CLOSED" as never }, /unknown/],
    ["spec.imagePullPolicy", { imagePullPolicy: "Never" as never }, /unknown/],
    ["spec.imagePullSecret", { imagePullSecret: "" }, /no DNS subdomain/],
    ["spec.imagePullSecret", { imagePullSecret: "Bad_Name" }, /no DNS subdomain/],
    ["spec.pluginName", { rootId: "" }, /is empty/],
    ["spec.pluginName", { rootId: "r".repeat(257) }, /257 characters/],
    ["spec.priority", { priority: 2_147_483_648 }, /out of range/],
    ["spec.priority", { priority: 0.5 }, /out of range/],
    ["spec.pluginConfig", { configuration: ["a"] }, /no JSON object/],
    ["spec.pluginConfig", { configuration: "text" }, /no JSON object/],
    ["spec.pluginConfig.limits[1].bytes", { configuration: { limits: [1, { bytes: 2 ** 53 }] } }, /changes on its way/],
    ["spec.vmConfig.env[0].name", { environment: { "A=B": "x" } }, /no name of a variable/],
    ["spec.vmConfig.env[0].value", { environment: { A: "hunter2\0" } }, /U\+0000/],
    ["spec.vmConfig.env[0].name", { environment: { ISTIO_META_WASM: "1" } }, /never reaches the plugin/],
    ["spec.vmConfig.env[1].name", { environment: { A: "1" }, hostEnvironment: ["A"] }, /twice/],
    ["spec.vmConfig.env[0].value", { environment: { A: "x".repeat(2049) } }, /2049 characters/],
  ])("names %s where it is wrong", (path, changes, message) => {
    const problems = problemsOf(changes);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path, message: expect.stringMatching(message) as string });
    expect(problems[0]?.hint).not.toBe("");
  });

  it("refuses a value beside valueFrom HOST", () => {
    const plugin = wasmPlugin(pluginDescription());
    const env = [{ name: "POD_NAME", valueFrom: "HOST" as const, value: "x" }];
    expect(validate({ ...plugin, spec: { ...plugin.spec, vmConfig: { env } } })).toMatchObject([
      { path: "spec.vmConfig.env[0].value" },
    ]);
  });

  it("repeats no credential and no variable's value", () => {
    const problems = problemsOf({
      url: "http://user:hunter2@example.com/auth.wasm",
      environment: { A: "hunter2".repeat(500) },
    });
    expect(problems).toHaveLength(2);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });
});
