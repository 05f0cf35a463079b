import { describe, expect, it } from "vitest";
import type { EnvoyFilter } from "../../../istio/index.js";
import { createManifest, type ManifestKind, type ManifestOptions } from "../../../tooling/manifest/index.js";
import { runCli } from "../cli/run-cli.js";

const IMAGE = "oci://registry.example.com/acme/auth:1.0.0";
const make = (kinds: readonly ManifestKind[], options: Partial<ManifestOptions>) =>
  createManifest({ module: IMAGE, kinds, selector: { app: "a" }, ...options });

const patchesOf = ({ objects }: Awaited<ReturnType<typeof make>>) => (objects[0] as EnvoyFilter).spec.configPatches;

describe("a plugin of some routes", () => {
  it("is disabled in the chain, and enabled by each of them", async () => {
    const manifest = await make(["EnvoyFilter"], { routes: ["api", "admin"] });
    const enabled = {
      typed_per_filter_config: {
        "istio-system.auth": { config: { "@type": expect.stringMatching(/wasm\.v3\.Wasm$/) as string } },
      },
    };
    expect(patchesOf(manifest)).toMatchObject([
      { applyTo: "EXTENSION_CONFIG" },
      { applyTo: "HTTP_FILTER", patch: { value: { name: "istio-system.auth", disabled: true } } },
      ...["api", "admin"].map((name) => ({
        ...{ applyTo: "HTTP_ROUTE", match: { routeConfiguration: { vhost: { route: { name } } } } },
        patch: { operation: "MERGE", value: enabled },
      })),
    ]);
    expect(manifest.notes).toContainEqual(expect.stringContaining("a route that has none of the names given"));
  });

  it("meets every request where none is named", async () => {
    const patches = patchesOf(await make(["EnvoyFilter"], {}));
    expect(JSON.stringify(patches)).not.toContain("disabled");
    expect(patches).toHaveLength(2);
  });
});

describe("the policy of a VM", () => {
  const vmIdOf = async (options: Partial<ManifestOptions>): Promise<unknown> => {
    const [extension] = patchesOf(await make(["EnvoyFilter"], options));
    const value = extension?.patch.value as { typed_config: { config: { vm_config: { vm_id?: string } } } };
    return value.typed_config.config.vm_config.vm_id;
  };

  it("isolates a plugin by namespace and name, or shares what all share that have no id", async () => {
    expect(await vmIdOf({ vm: "isolated", namespace: "edge" })).toBe("edge.auth");
    expect(await vmIdOf({ vm: "shared" })).toBeUndefined();
    expect(await vmIdOf({})).toBe("auth");
    expect((await make(["EnvoyFilter"], { vm: "shared" })).notes).toContainEqual(
      expect.stringContaining("the same shared data and queues"),
    );
  });

  it("is said where the kind does so anyway", async () => {
    const targetRefs = [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "public" }];
    await make(["WasmPlugin", "HigressWasmPlugin"], { vm: "shared" });
    await make(["EnvoyExtensionPolicy"], { vm: "isolated", targetRefs, selector: undefined as never });
  });

  it.each<[readonly ManifestKind[], Partial<ManifestOptions>, RegExp]>([
    [["WasmPlugin"], { vm: "isolated" }, /^vm: isolated is not for WasmPlugin: istiod leaves the vm_id/],
    [["TrafficExtension"], { vm: "isolated" }, /^vm: isolated is not for TrafficExtension: istiod/],
    [
      ["HigressWasmPlugin"],
      { vm: "isolated", selector: undefined as never },
      /^vm: isolated is not for HigressWasmPlugin/,
    ],
    [
      ["EnvoyExtensionPolicy"],
      { vm: "shared", selector: undefined as never },
      /^vm: shared is not for EnvoyExtensionPolicy/,
    ],
    [["EnvoyFilter"], { vm: "shared", vmId: "a" }, /^vm stands beside vmId/],
    [["registry"], { vm: "shared", selector: undefined as never }, /^vm means nothing to registry/],
    [["WasmPlugin"], { routes: ["api"] }, /^routes means nothing to WasmPlugin/],
    [["EnvoyFilter"], { routes: [""] }, /^routes: EnvoyFilter .*route\.name: is missing/],
  ])("and routes are refused where a kind can't do it: %j %j", async (kinds, options, message) => {
    await expect(make(kinds, options)).rejects.toMatchObject({
      ...{ exitCode: 2, message: expect.stringMatching(message) as string },
      hint: expect.stringMatching(/./) as string,
    });
  });
});

describe("sluice manifest --route and --vm", () => {
  it("hand on what they say", async () => {
    const args = ["--kind", "EnvoyFilter", "--route", "api", "--route", "admin", "--vm", "isolated", "--json"];
    const { code, stdout } = await runCli(["manifest", IMAGE, ...args]);
    expect(code).toBe(0);
    expect(stdout.match(/"HTTP_ROUTE"/g)).toHaveLength(2);
    expect(stdout).toContain('"vm_id": "istio-system.auth"');
    const wrong = await runCli(["manifest", IMAGE, "--kind", "EnvoyFilter", "--vm", "own"]);
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain("--vm");
  });
});
