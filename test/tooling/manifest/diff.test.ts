import { describe, expect, it } from "vitest";
import { deployment, wasmPlugin, type PluginDescription } from "../../../istio/index.js";
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
      { object: AUTH, path: "spec.priority", change: "changed" },
      { object: AUTH, path: "spec.sha256", change: "added" },
      { object: AUTH, path: "spec.pluginConfig.token_header", change: "changed" },
      { object: AUTH, path: "spec.pluginConfig.allowed_paths", change: "added" },
      { object: AUTH, path: "spec.phase", change: "removed" },
    ]);
  });

  it("does not compare kinds of one name from two API groups, and does from two versions of one group", () => {
    const higress = { ...live({ phase: "AUTHN" }), apiVersion: "extensions.higress.io/v1alpha1" };
    const changed = { object: AUTH, path: "spec.priority", change: "changed" } as const;
    expect(diff(higress)).toEqual([{ object: AUTH, path: "", change: "added" }]);
    expect(diff(live({ priority: 10 }), higress)).toEqual([changed]);
    expect(diff({ ...live({ priority: 10 }), apiVersion: "extensions.istio.io/v1" })).toContainEqual(changed);
  });

  it("shows no value", () => {
    expect(JSON.stringify(diff(live({ configuration: { secret: "hunter2" } })))).not.toContain("hunter2");
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
    expect(() => diffObjects([made], "live.yaml", text)).toThrow(/^--diff: live\.yaml holds no objects/);
  });
});
