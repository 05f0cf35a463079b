import { GATEWAY, type Row, WORKLOAD } from "./row.js";

/** Of the module, in its place in a WasmPlugin and in a TrafficExtension. */
function moduleRows(at: string): Row[] {
  const env = `${at}.vmConfig.env`;
  return [
    ["without a url", `${at}.url`, undefined, "refuses"],
    ["with an empty url", `${at}.url`, "", "refuses"],
    ["with a url of another scheme", `${at}.url`, "ftp://example.com/a", "refuses"],
    ["with a host for a scheme", `${at}.url`, "localhost:5000/a", "refuses"],
    ["with a url that Go doesn't parse", `${at}.url`, "#%blah$#@", "refuses"],
    ["with a digest of another form", `${at}.sha256`, "foo", "refuses"],
    ["with a digest in capitals", `${at}.sha256`, "AB".repeat(32), "refuses"],
    ["with an unknown imagePullPolicy", `${at}.imagePullPolicy`, "Never", "refuses"],
    ["with an imagePullSecret without a name", `${at}.imagePullSecret`, "", "definition"],
    ["with an imagePullSecret of too long a name", `${at}.imagePullSecret`, "a".repeat(254), "refuses"],
    ["with a configuration that is no object", `${at}.pluginConfig`, ["a"], "refuses"],
    ["with an empty pluginName", `${at}.pluginName`, "", "definition"],
    ["with too long a pluginName", `${at}.pluginName`, "a".repeat(257), "refuses"],
    ["with an unknown failStrategy", `${at}.failStrategy`, "FAIL_CLOSED", "refuses"],
    ["with an unknown type", `${at}.type`, "TCP", "refuses"],
    ["with a variable without a name", env, [{ name: "" }], "refuses", `${env}[0].name`],
    ["with a variable of too long a name", env, [{ name: "a".repeat(257) }], "refuses", `${env}[0].name`],
    ["with too long a value", env, [{ name: "a", value: "x".repeat(2049) }], "definition", `${env}[0].value`],
    ["with a value from nowhere", env, [{ name: "a", valueFrom: "FILE" }], "refuses", `${env}[0].valueFrom`],
    ["with a value beside HOST", env, [{ name: "a", valueFrom: "HOST", value: "b" }], "refuses", `${env}[0]`],
    ["with a variable twice", env, [{ name: "a" }, { name: "a" }], "refuses", `${env}[1]`],
    ["with 257 variables", env, Array.from({ length: 257 }, (_, i) => ({ name: `a${i}` })), "definition"],
  ];
}

/** Of what a plugin attaches to, and where in the chain. */
const ATTACHMENT: readonly Row[] = [
  ["with no spec", "spec", undefined, "refuses"],
  ["with an unknown phase", "spec.phase", "AUTH", "refuses"],
  ["with a priority that is no int32", "spec.priority", 2 ** 31, "refuses"],
  ["with a fraction for a priority", "spec.priority", 0.5, "refuses"],
  ["with an unknown mode", "spec.match", [{ mode: "GATEWAY" }], "refuses", "spec.match[0].mode"],
  ["with a port without a number", "spec.match", [{ ports: [{}] }], "refuses", "spec.match[0].ports[0].number"],
  ["with port 0", "spec.match", [{ ports: [{ number: 0 }] }], "refuses", "spec.match[0].ports[0].number"],
  ["with port 65536", "spec.match", [{ ports: [{ number: 65536 }] }], "refuses", "spec.match[0].ports[0].number"],
  [
    "with a port twice",
    "spec.match",
    [{ ports: [{ number: 1 }, { number: 1 }] }],
    "definition",
    "spec.match[0].ports[1]",
  ],
  [
    "with a label's value of wildcards",
    "spec.selector.matchLabels",
    { a: "b*" },
    "refuses",
    "spec.selector.matchLabels.a",
  ],
  ["with a label's key of wildcards", "spec.selector.matchLabels", { "a*": "b" }, "refuses"],
  ["with a label without a key", "spec.selector.matchLabels", { "": "b" }, "refuses"],
  [
    "with too long a label",
    "spec.selector.matchLabels",
    { a: "x".repeat(64) },
    "definition",
    "spec.selector.matchLabels.a",
  ],
  ["with 17 targets", "spec.targetRefs", Array.from({ length: 17 }, () => GATEWAY), "definition"],
  [
    "with a target of another namespace",
    "spec.targetRefs",
    [{ ...GATEWAY, namespace: "a" }],
    "refuses",
    "spec.targetRefs[0].namespace",
  ],
  ["with a target of another kind", "spec.targetRefs", [WORKLOAD], "refuses", "spec.targetRefs[0].kind"],
  [
    "with a target without a name",
    "spec.targetRefs",
    [{ ...GATEWAY, name: undefined }],
    "refuses",
    "spec.targetRefs[0].name",
  ],
  [
    "with a target of too long a name",
    "spec.targetRefs",
    [{ ...GATEWAY, name: "a".repeat(254) }],
    "definition",
    "spec.targetRefs[0].name",
  ],
  [
    "with a target of too long a kind",
    "spec.targetRefs",
    [{ ...GATEWAY, kind: "a".repeat(64) }],
    "refuses",
    "spec.targetRefs[0].kind",
  ],
  [
    "with a target of too long a group",
    "spec.targetRefs",
    [{ ...GATEWAY, group: "a".repeat(254) }],
    "refuses",
    "spec.targetRefs[0].group",
  ],
  ["with an unknown field", "spec.Phase", "AUTHN", "refuses"],
];

const BOTH = { selector: { matchLabels: { a: "b" } }, targetRefs: [GATEWAY] };

export const WASM_PLUGIN: readonly Row[] = [
  ...ATTACHMENT,
  ...moduleRows("spec"),
  ["with selector beside targetRefs", "spec", { url: "oci://a/b", ...BOTH }, "refuses"],
  [
    "with targetRef beside targetRefs",
    "spec",
    { url: "oci://a/b", targetRef: GATEWAY, targetRefs: [GATEWAY] },
    "refuses",
  ],
  ["with one target of another kind", "spec.targetRef", WORKLOAD, "refuses", "spec.targetRef.kind"],
  ["with the phase of a TrafficExtension", "spec.phase", "UNSPECIFIED", "refuses"],
];

export const TRAFFIC_EXTENSION: readonly Row[] = [
  ...ATTACHMENT,
  ...moduleRows("spec.wasm"),
  ["with selector beside targetRefs", "spec", { wasm: { url: "oci://a/b" }, ...BOTH }, "refuses"],
  ["with neither wasm nor lua", "spec.wasm", undefined, "refuses", "spec"],
  ["with wasm beside lua", "spec.lua", { inlineCode: "x" }, "definition", "spec"],
  ["with an empty script", "spec", { lua: { inlineCode: "" } }, "refuses", "spec.lua.inlineCode"],
  ["with too long a script", "spec", { lua: { inlineCode: "x".repeat(65_537) } }, "refuses", "spec.lua.inlineCode"],
  ["with targetRef", "spec.targetRef", GATEWAY, "refuses"],
  ["with the phase of a WasmPlugin", "spec.phase", "UNSPECIFIED_PHASE", "refuses"],
];
