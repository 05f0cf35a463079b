import { describe, expect, it } from "vitest";
import { checkByDefinition } from "../../../../tooling/manifest/crd/check-by-definition.js";
import { edited } from "../edited.js";

const metadata = { name: "auth", namespace: "istio-system" };

const WASM_PLUGIN = {
  apiVersion: "extensions.istio.io/v1alpha1",
  kind: "WasmPlugin",
  metadata,
  spec: { url: "oci://example.com/auth:1" } as object,
};
const TRAFFIC_EXTENSION = {
  apiVersion: "extensions.istio.io/v1alpha1",
  kind: "TrafficExtension",
  metadata,
  spec: { wasm: { url: "oci://example.com/auth:1" } } as object,
};
const ENVOY_FILTER = {
  apiVersion: "networking.istio.io/v1alpha3",
  kind: "EnvoyFilter",
  metadata,
  spec: {
    configPatches: [
      { applyTo: "CLUSTER", match: { context: "GATEWAY" }, patch: { operation: "ADD", value: { name: "a" } } },
    ],
  },
};
const POLICY = {
  apiVersion: "gateway.envoyproxy.io/v1alpha1",
  kind: "EnvoyExtensionPolicy",
  metadata,
  spec: {
    targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "a" }],
    wasm: [{ name: "auth", code: { type: "Image", image: { url: "example.com/auth:1" } } }],
  },
};
const HIGRESS = {
  apiVersion: "extensions.higress.io/v1alpha1",
  kind: "WasmPlugin",
  metadata,
  spec: { url: "oci://example.com/auth:1" } as object,
};
const SERVICE_ENTRY = {
  apiVersion: "networking.istio.io/v1",
  kind: "ServiceEntry",
  metadata,
  spec: {
    hosts: ["keys.example.com"],
    location: "MESH_EXTERNAL",
    resolution: "DNS",
    ports: [{ number: 443, name: "https", protocol: "TLS" }],
  },
};

type Case = readonly [edit: string, value: unknown, path: string, message: RegExp];
const GATEWAY = { group: "gateway.networking.k8s.io", kind: "Gateway", name: "public" };
const REFS = (count: number): object[] => Array.from({ length: count }, () => GATEWAY);

/** Rules that hold for the module wherever its fields stand: under `spec` of a WasmPlugin, under `spec.wasm` of a TrafficExtension. */
function moduleCases(at: string): Case[] {
  const url = /url must have schema one of \[http, https, file, oci\]/;
  const env = `${at}.vmConfig.env`;
  return [
    [`${at}.url`, undefined, `${at}.url`, /missing/],
    [`${at}.url`, null, `${at}.url`, /no string/],
    [`${at}.url`, "", `${at}.url`, /minLength 1/],
    [`${at}.url`, "fake://example.com", `${at}.url`, url],
    [`${at}.url`, "#%blah$#@", `${at}.url`, url],
    [`${at}.url`, "ftp://example.com/a", `${at}.url`, url],
    [`${at}.url`, "localhost:5000/auth", `${at}.url`, url],
    [`${at}.url`, "http://a b/", `${at}.url`, url],
    [`${at}.sha256`, "foo", `${at}.sha256`, /another form/],
    [`${at}.sha256`, "AB".repeat(32), `${at}.sha256`, /another form/],
    [`${at}.imagePullPolicy`, "Never", `${at}.imagePullPolicy`, /none of the values/],
    [`${at}.imagePullSecret`, "", `${at}.imagePullSecret`, /minLength 1/],
    [`${at}.imagePullSecret`, "a".repeat(254), `${at}.imagePullSecret`, /maxLength 253/],
    [`${at}.pluginName`, "", `${at}.pluginName`, /minLength 1/],
    [`${at}.pluginName`, "a".repeat(257), `${at}.pluginName`, /maxLength 256/],
    [`${at}.pluginConfig`, ["a"], `${at}.pluginConfig`, /no object/],
    [`${at}.failStrategy`, "FAIL_CLOSED", `${at}.failStrategy`, /none of the values/],
    [`${at}.type`, "TCP", `${at}.type`, /none of the values/],
    [env, [{}], `${env}[0].name`, /missing/],
    [env, [{ name: "" }], `${env}[0].name`, /minLength 1/],
    [env, [{ name: "a".repeat(257) }], `${env}[0].name`, /maxLength 256/],
    [env, [{ name: "a" }, { name: "b" }, { name: "a" }], `${env}[2]`, /twice/],
    [env, [{ name: "a", valueFrom: "HOST", value: "b" }], `${env}[0]`, /only be set when valueFrom is INLINE/],
    [env, [{ name: "a", valueFrom: "FILE" }], `${env}[0].valueFrom`, /none of the values/],
    [env, [{ name: "a", value: "x".repeat(2049) }], `${env}[0].value`, /maxLength 2048/],
    [env, Array.from({ length: 257 }, (_, i) => ({ name: `a${i}` })), env, /maxItems 256/],
    [`${at}.vmConfig.vmId`, "a", `${at}.vmConfig.vmId`, /no field/],
    [`${at}.capabilities`, ["a"], `${at}.capabilities`, /no field/],
  ];
}

/** Rules of what a plugin attaches to, in both. */
const ATTACHMENT: Case[] = [
  [
    "spec.selector.matchLabels",
    { istio: "bar*" },
    "spec.selector.matchLabels.istio",
    /wildcard not allowed in label value/,
  ],
  ["spec.selector.matchLabels", { "istio*": "bar" }, "spec.selector.matchLabels", /wildcard not allowed in label key/],
  ["spec.selector.matchLabels", { "": "bar" }, "spec.selector.matchLabels", /key must not be empty/],
  ["spec.selector.matchLabels", { a: "x".repeat(64) }, "spec.selector.matchLabels.a", /maxLength 63/],
  ["spec.targetRefs", REFS(17), "spec.targetRefs", /maxItems 16/],
  ["spec.targetRefs", [{ ...GATEWAY, namespace: "other" }], "spec.targetRefs[0].namespace", /cross namespace/],
  ["spec.targetRefs", [{ ...GATEWAY, kind: "" }], "spec.targetRefs[0].kind", /minLength 1/],
  ["spec.targetRefs", [{ ...GATEWAY, name: undefined }], "spec.targetRefs[0].name", /missing/],
  ["spec.phase", "AUTH", "spec.phase", /none of the values/],
  ["spec.priority", 2 ** 31, "spec.priority", /no int32|breaks maximum/],
  ["spec.priority", 0.5, "spec.priority", /no integer/],
  ["spec.match", [{ ports: [{}] }], "spec.match[0].ports[0].number", /missing/],
  ["spec.match", [{ ports: [{ number: 0 }] }], "spec.match[0].ports[0].number", /minimum 1/],
  ["spec.match", [{ ports: [{ number: 65536 }] }], "spec.match[0].ports[0].number", /maximum 65535/],
  ["spec.match", [{ ports: [{ number: 80 }, { number: 80 }] }], "spec.match[0].ports[1]", /twice/],
  ["spec.match", [{ mode: "GATEWAY" }], "spec.match[0].mode", /none of the values/],
  ["spec.Phase", "AUTHN", "spec.Phase", /no field/],
];

const PATCH = "spec.configPatches[0]";
const WASM = "spec.wasm[0]";
const BOTH = { selector: { matchLabels: { a: "b" } }, targetRefs: [GATEWAY] };

const INVALID: readonly (readonly [kind: string, base: object, cases: readonly Case[]])[] = [
  [
    "an Istio WasmPlugin",
    WASM_PLUGIN,
    [
      ...moduleCases("spec"),
      ...ATTACHMENT,
      ["spec", undefined, "spec", /missing/],
      ["spec", null, "spec", /no object/],
      ["spec", { url: "a", ...BOTH }, "spec", /only one of targetRefs or selector/],
      ["spec", { url: "a", targetRef: GATEWAY, targetRefs: [GATEWAY] }, "spec", /only one of targetRefs or selector/],
      ["spec.phase", "UNSPECIFIED", "spec.phase", /none of the values/],
    ],
  ],
  [
    "a TrafficExtension",
    TRAFFIC_EXTENSION,
    [
      ...moduleCases("spec.wasm"),
      ...ATTACHMENT,
      ["spec", { wasm: { url: "a" }, ...BOTH }, "spec", /only one of targetRefs or selector/],
      ["spec.lua", { inlineCode: "x" }, "spec", /exclude one another/],
      ["spec", {}, "spec", /exactly one of wasm or lua/],
      ["spec.phase", "UNSPECIFIED_PHASE", "spec.phase", /none of the values/],
      ["spec.url", "oci://example.com/a", "spec.url", /no field/],
      ["spec.targetRef", GATEWAY, "spec.targetRef", /no field/],
    ],
  ],
  [
    "an EnvoyFilter",
    ENVOY_FILTER,
    [
      [`${PATCH}.applyTo`, "FILTER", `${PATCH}.applyTo`, /none of the values/],
      [`${PATCH}.match.context`, "INGRESS", `${PATCH}.match.context`, /none of the values/],
      [`${PATCH}.match.waypoint`, {}, `${PATCH}.match`, /only support waypointMatch when context is WAYPOINT/],
      [`${PATCH}.match.context`, "WAYPOINT", `${PATCH}.match`, /only support waypointMatch when context is WAYPOINT/],
      [
        `${PATCH}.match`,
        { context: "WAYPOINT", waypoint: { portNumber: 65536 } },
        `${PATCH}.match.waypoint.portNumber`,
        /port must be between/,
      ],
      [`${PATCH}.match`, { listener: {}, cluster: {} }, `${PATCH}.match`, /exclude one another/],
      [`${PATCH}.patch.operation`, "PREPEND", `${PATCH}.patch.operation`, /none of the values/],
      [`${PATCH}.patch.filterClass`, "AUTHENTICATION", `${PATCH}.patch.filterClass`, /none of the values/],
      [`${PATCH}.patch.value`, "text", `${PATCH}.patch.value`, /no object/],
      [`${PATCH}.patch.values`, {}, `${PATCH}.patch.values`, /no field/],
      ["spec.priority", 2 ** 31, "spec.priority", /no int32/],
      ["spec.workloadSelector.labels", { a: "b*" }, "spec.workloadSelector.labels.a", /wildcard is not supported/],
      ["spec.workloadSelector.matchLabels", {}, "spec.workloadSelector.matchLabels", /no field/],
      ["spec.targetRefs", REFS(17), "spec.targetRefs", /maxItems 16/],
      ["spec", { workloadSelector: {}, targetRefs: [GATEWAY] }, "spec", /only one of targetRefs or workloadSelector/],
    ],
  ],
  [
    "an EnvoyExtensionPolicy",
    POLICY,
    [
      ["spec.targetRefs", undefined, "spec", /either targetRef or targetRefs must be used/],
      ["spec.targetRefs[0].kind", "Service", "spec", /can only have a targetRefs\[\*\].kind/],
      ["spec.targetRefs[0].group", "apps", "spec", /can only have a targetRefs\[\*\].group/],
      [`${WASM}.code.type`, "File", `${WASM}.code.type`, /none of the values/],
      [`${WASM}.code.image`, undefined, `${WASM}.code`, /image/i],
      [`${WASM}.code.http`, { url: "http://example.com/a" }, `${WASM}.code`, /http/i],
      [
        `${WASM}.code.image.pullSecretRef`,
        { kind: "ConfigMap", name: "a" },
        `${WASM}.code.image.pullSecretRef`,
        /Secret/,
      ],
      [`${WASM}.code.pullPolicy`, "Never", `${WASM}.code.pullPolicy`, /none of the values/],
      [`${WASM}.failOpen`, "true", `${WASM}.failOpen`, /no boolean/],
      [`${WASM}.phase`, "AUTHN", `${WASM}.phase`, /no field/],
      ["spec.wasm", Array.from({ length: 17 }, () => POLICY.spec.wasm[0]), "spec.wasm", /maxItems 16/],
      ["spec.mergeType", "Replace", "spec.mergeType", /not a valid MergeType/],
    ],
  ],
  [
    "a Higress WasmPlugin",
    HIGRESS,
    [
      ["spec.phase", "AUTH", "spec.phase", /none of the values/],
      ["spec.selector", {}, "spec.selector", /no field/],
      ["spec.defaultConfig", "a", "spec.defaultConfig", /no object/],
      ["spec.matchRules", [{ path: "/a" }], "spec.matchRules[0].path", /no field/],
      ["spec.matchRules", [{ ingress: "a" }], "spec.matchRules[0].ingress", /no array/],
    ],
  ],
  [
    "a ServiceEntry",
    SERVICE_ENTRY,
    [
      ["spec.hosts", [], "spec.hosts", /minItems 1/],
      ["spec.hosts[0]", "*", "spec.hosts[0]", /cannot be wildcard/],
      ["spec.ports[0].number", 0, "spec.ports[0].number", /port must be between/],
      ["spec.ports[1]", { number: 443, name: "b", protocol: "TLS" }, "spec.ports", /duplicated/],
      ["spec.resolution", "LOGICAL_DNS", "spec.resolution", /none of the values/],
      ["spec.addresses", ["10.0.0.0/8"], "spec", /CIDR addresses are allowed only/],
    ],
  ],
];

describe.each(INVALID)("%s", (_kind, base, cases) => {
  it("is valid as it stands", () => {
    expect(checkByDefinition(base as never)).toEqual([]);
  });

  it.each(cases)("with %s = %j is refused at %s", (edit, value, path, message) => {
    const problems = checkByDefinition(edited(base, edit, value) as never);
    expect(problems.map((problem) => problem.path)).toContain(path);
    expect(problems.find((problem) => problem.path === path)?.message).toMatch(message);
    expect(problems.every(({ hint }) => hint !== "")).toBe(true);
  });
});

describe("a definition", () => {
  it.each([
    ["url", "test"],
    ["url", "example.com/auth:1.2.3"],
    ["url", "file:///opt/filters/openid.wasm"],
    ["url", "http://test"],
    ["url", "http://[::1]:8080/auth.wasm?x=%20"],
    ["sha256", ""],
    ["priority", null],
    ["pluginConfig", { anything: [1, null, { deep: true }] }],
  ])("takes %s = %j in a WasmPlugin", (field, value) => {
    const spec = { url: "oci://example.com/auth:1", [field]: value };
    expect(checkByDefinition({ ...WASM_PLUGIN, spec } as never)).toEqual([]);
  });

  it("asks its rules only where the structure is right, as the API server does", () => {
    const spec = { url: "fake://a", sha256: "foo" };
    expect(checkByDefinition({ ...WASM_PLUGIN, spec } as never).map(({ path }) => path)).toEqual(["spec.sha256"]);
  });

  it("repeats no value, which may be a secret", () => {
    const env = [
      { name: "A", valueFrom: "HOST", value: "hunter2" },
      { name: "B", value: ["hunter2"] },
    ];
    const spec = { url: "http://user:hunter2@exa mple.com", sha256: "hunter2", vmConfig: { env } };
    expect(JSON.stringify(checkByDefinition({ ...WASM_PLUGIN, spec } as never))).not.toContain("hunter2");
    const valid = { url: "fake://hunter2", vmConfig: { env: env.slice(0, 1) } };
    expect(JSON.stringify(checkByDefinition({ ...WASM_PLUGIN, spec: valid } as never))).not.toContain("hunter2");
  });

  it("is there for no version that its project does not serve", () => {
    const object = { ...WASM_PLUGIN, apiVersion: "extensions.istio.io/v1", spec: {} };
    expect(checkByDefinition(object as never)).toEqual([]);
  });
});
