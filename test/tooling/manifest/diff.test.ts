import { describe, expect, it } from "vitest";
import {
  deployment,
  envoyExtensionPolicy,
  envoyFilter,
  higressWasmPlugin,
  wasmPlugin,
  type PluginDescription,
} from "../../../istio/index.js";
import { diffObjects, toYaml } from "../../../tooling/manifest/index.js";
import { pluginDescription, registryDescription } from "../../istio/descriptions.js";

const made = wasmPlugin(pluginDescription({ priority: 20 }));

/** The object as `kubectl get -o yaml` prints it, of a description with changes. */
function live(changes: Partial<PluginDescription> = {}): object {
  const object = wasmPlugin(pluginDescription({ priority: 20, ...changes }));
  const { metadata } = object;
  const annotations = { "kubectl.kubernetes.io/last-applied-configuration": "{}" };
  return { ...object, metadata: { ...metadata, annotations, uid: "1", generation: 3 }, status: { conditions: [] } };
}

const diff = (...documents: readonly object[]) => diffObjects([made], "live.yaml", toYaml(documents));
const AUTH = "WasmPlugin istio-system/auth";

describe("the difference to a live object", () => {
  it("is none where only the API server wrote something", () => {
    expect(diff(live())).toEqual([]);
  });

  it("names what would change, come and go", () => {
    const other = {
      priority: 10,
      phase: "AUTHN",
      sha256: undefined as never,
      configuration: { token_header: "x" },
    } as const;
    expect(diff(live(other))).toEqual([
      { object: AUTH, path: "spec.priority", change: "changed", from: 10, to: 20 },
      { object: AUTH, path: "spec.sha256", change: "added", to: "0123456789abcdef".repeat(4) },
      { object: AUTH, path: "spec.pluginConfig.token_header", change: "changed" },
      { object: AUTH, path: "spec.pluginConfig.allowed_paths", change: "added" },
      { object: AUTH, path: "spec.phase", change: "removed", from: "AUTHN" },
    ]);
  });

  it("does not compare kinds of one name from two API groups, and does from two versions of one group", () => {
    const higress = { ...live({ phase: "AUTHN" }), apiVersion: "extensions.higress.io/v1alpha1" };
    const changed = { object: AUTH, path: "spec.priority", change: "changed", from: 10, to: 20 } as const;
    expect(diff(higress)).toEqual([{ object: AUTH, path: "", change: "added" }]);
    expect(diff(live({ priority: 10 }), higress)).toEqual([changed]);
    expect(diff({ ...live({ priority: 10 }), apiVersion: "extensions.istio.io/v1" })).toContainEqual(changed);
  });

  it("shows what a field was, but no value that may be a secret", () => {
    const other = {
      url: "https://user:hunter2@registry.example.com/auth.wasm?token=hunter2",
      configuration: {
        pin: 7_007,
        text: "hunter2",
        token_header: "hunter2",
        api_key: 1234,
        nested: [{ password: 1234 }],
      },
      environment: { PIN: "hunter2" },
    };
    const differences = diff(live(other), { ...live({ name: "other" }), stringData: { text: "hunter2" } });
    expect(JSON.stringify(differences)).not.toMatch(/hunter2|1234/);
    expect(differences).toContainEqual({
      ...{ object: AUTH, path: "spec.pluginConfig.pin" },
      change: "removed",
      from: 7007,
    });
    const from = "https://…@registry.example.com/auth.wasm?…";
    const to = "http://registry.example.com/auth.wasm";
    expect(differences).toContainEqual({ object: AUTH, path: "spec.url", change: "changed", from, to });
  });

  it("shows none of the configuration and the variables of an EnvoyFilter, an EnvoyExtensionPolicy and a WasmPlugin of Higress", () => {
    const secret = { configuration: { rules: [{ text: "hunter2" }] }, environment: { PIN: "hunter2" } };
    const makers = [envoyFilter, (plugin: PluginDescription) => envoyExtensionPolicy([plugin]), higressWasmPlugin];
    for (const make of makers) {
      const ours = make(pluginDescription({ priority: 20 }));
      const theirs = make(pluginDescription({ priority: 10, ...secret }));
      const differences = diffObjects([ours], "live.yaml", toYaml([theirs]));
      expect(differences).not.toEqual([]);
      expect(JSON.stringify(differences)).not.toContain("hunter2");
    }
  });

  it("finds an object in a List, and one that is not there yet", () => {
    expect(diff({ apiVersion: "v1", kind: "List", items: [live()] })).toEqual([]);
    expect(diff(live({ name: "other" }))).toEqual([{ object: AUTH, path: "", change: "added" }]);
  });

  it("leaves defaults alone that the API server fills into its own kinds", () => {
    const ours = deployment(registryDescription());
    const theirs = { ...ours, spec: { ...ours.spec, progressDeadlineSeconds: 600, replicas: 3 } };
    expect(diffObjects([ours], "live.yaml", toYaml([theirs])).map(({ path }) => path)).toEqual(["spec.replicas"]);
  });

  it.each(["just text", "a: [", "- 1"])("is refused for a file of %j", (text) => {
    expect(() => diffObjects([made], "live.yaml", text)).toThrow(/^live\.yaml holds no objects/);
  });
});
