import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createManifest, toHelm, type ManifestOptions } from "../../../../tooling/manifest/index.js";

const MODULE = "https://example.com/auth.wasm";
const SHA256 = "a".repeat(64);
const ROUTE = { group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "shop" };

interface Values {
  namespace: string;
  plugins: { auth: Record<string, unknown> };
}

/** The values of a chart, and what its schema says of values. */
async function chart(options: Partial<ManifestOptions>) {
  const { objects } = await createManifest({ module: MODULE, kinds: ["WasmPlugin"], sha256: SHA256, ...options });
  const files = toHelm(objects);
  const isValid = new Ajv().compile(JSON.parse(files["values.schema.json"] ?? "") as object);
  return { values: parse(files["values.yaml"] ?? "") as Values, isValid: (values: unknown) => isValid(values) };
}

describe("the schema of a chart's values", () => {
  it.each<[string, Partial<ManifestOptions>]>([
    ["next to nothing", {}],
    ["a selector", { selector: { app: "a" }, configuration: { a: [1] }, priority: -5 }],
    ["targets", { targetRefs: [{ ...ROUTE, kind: "Gateway" }] }],
    ["an EnvoyFilter, whose configuration is a text", { kinds: ["EnvoyFilter"], configuration: { a: 1 } }],
    [
      "an EnvoyFilter without a digest",
      { module: "oci://example.com/auth:1", kinds: ["EnvoyFilter"], sha256: undefined as never },
    ],
    ["an inline EnvoyFilter", { kinds: ["EnvoyFilter"], form: "inline" }],
    ["a policy of Envoy Gateway", { kinds: ["EnvoyExtensionPolicy"], targetRefs: [ROUTE], configuration: { a: 1 } }],
    ["a plugin of Higress", { kinds: ["HigressWasmPlugin"], configuration: { a: 1 } }],
  ])("takes the values as they are, and none of them missing or of another type: %s", async (_what, options) => {
    const { values, isValid } = await chart(options);
    expect(isValid(values)).toBe(true);
    expect(isValid({ ...values, global: {}, enabled: true })).toBe(true);
    expect(isValid({ ...values, plugin: {} })).toBe(false);
    const { auth } = values.plugins;
    expect(Object.keys(auth)).not.toEqual([]);
    for (const variable of Object.keys(auth)) {
      const { [variable]: _absent, ...others } = auth;
      expect(isValid({ ...values, plugins: { auth: others } }), `without ${variable}`).toBe(false);
      expect(isValid({ ...values, plugins: { auth: { ...auth, [variable]: true } } }), variable).toBe(false);
    }
    expect(isValid({ ...values, plugins: { auth: { ...auth, idle: 1 } } })).toBe(false);
    expect(isValid({ ...values, plugins: { ...values.plugins, other: auth } })).toBe(false);
  });

  it.each([
    ["sha256", "A".repeat(64), "b".repeat(64)],
    ["sha256", "abc", ""],
    ["priority", 2 ** 31, 2 ** 31 - 1],
    ["priority", 0.5, 0],
    ["url", "", "oci://example.com/auth:2"],
    ["selector", { app: 1 }, { app: "b" }],
    ["selector", {}, { app: "a", tier: "b" }],
  ])("refuses a %s of %j, and takes %j", async (variable, wrong, right) => {
    const { values, isValid } = await chart({ selector: { app: "a" }, priority: 5 });
    const having = (value: unknown) => ({
      ...values,
      plugins: { auth: { ...values.plugins.auth, [variable]: value } },
    });
    expect(isValid(having(wrong))).toBe(false);
    expect(isValid(having(right))).toBe(true);
    expect(isValid({ ...values, namespace: "Not_One" })).toBe(false);
  });
});
