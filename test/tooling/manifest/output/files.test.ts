import { describe, expect, it } from "vitest";
import { createChain, createManifest, toHelm, toKustomize } from "../../../../tooling/manifest/index.js";
import { fileNamesOf } from "../../../../tooling/manifest/output/files.js";

const MODULE = "oci://registry.example.com/acme/auth:1.0.0";

describe("the file names of a manifest's objects", () => {
  it("tell plugins of Istio and of Higress apart", async () => {
    const { objects } = await createManifest({ module: MODULE, kinds: ["WasmPlugin", "HigressWasmPlugin"] });
    expect(fileNamesOf(objects)).toEqual([
      "wasmplugin-auth_higress-system_extensions.istio.io.yaml",
      "wasmplugin-auth_higress-system_extensions.higress.io.yaml",
    ]);
  });

  it("tell namespaces apart, and lose no object of either in a base or a chart", async () => {
    const callouts = ["https://keys.example.com"];
    const { objects } = await createChain({
      kinds: ["WasmPlugin"],
      plugins: [
        { module: MODULE, name: "a", namespace: "shop", callouts },
        { module: MODULE, name: "b", namespace: "desk", callouts },
      ],
    });
    const names = fileNamesOf(objects);
    expect(names).toContain("serviceentry-callout-keys.example.com-443_shop_networking.istio.io.yaml");
    expect(names).toContain("serviceentry-callout-keys.example.com-443_desk_networking.istio.io.yaml");
    expect(names).toContain("wasmplugin-a.yaml");
    expect(new Set(names).size).toBe(6);
    expect(Object.keys(toKustomize(objects))).toEqual(expect.arrayContaining(names.map((name) => `base/${name}`)));
    expect(Object.keys(toHelm(objects))).toEqual(expect.arrayContaining(names.map((name) => `templates/${name}`)));
  });
});
