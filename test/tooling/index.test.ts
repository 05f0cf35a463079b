import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createCanary,
  createChain,
  createManifest,
  diffObjects,
  rememberPrevious,
  rollBack,
  toHelm,
  toKustomize,
  toYaml,
  writeFiles,
} from "sluice";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureModule } from "./manifest/fixture-module.js";

let folder = "";
let module = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-library-"));
  module = join(folder, "auth.wasm");
  await writeFile(module, fixtureModule({}));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const plugin = (digit: string) =>
  createManifest({
    module,
    kinds: ["WasmPlugin"],
    selector: { app: "gateway" },
    url: "oci://registry.example.com/acme/auth:1",
    sha256: digit.repeat(64),
  });

describe("the package as a library", () => {
  it("makes a chart and a base with an overlay of the objects of a manifest, and writes them", async () => {
    const { objects } = await plugin("a");
    const chart = toHelm(objects, "1.2.3");
    expect(chart["Chart.yaml"]).toContain("1.2.3");
    expect(Object.keys(toKustomize(objects))).toContain("overlays/default/kustomization.yaml");
    await writeFiles(join(folder, "chart"), chart);
    expect(await readFile(join(folder, "chart/Chart.yaml"), "utf8")).toBe(chart["Chart.yaml"]);
  });

  it("finds what a new revision changes, remembers the one before, and goes back to it", async () => {
    const before = await plugin("a");
    const live = toYaml(before.objects);
    const after = await plugin("b");
    expect(diffObjects(after.objects, "live.yaml", live)).toContainEqual(
      expect.objectContaining({ path: "spec.sha256", change: "changed" }),
    );
    const applied = toYaml(rememberPrevious(after, "live.yaml", live).objects);
    const [restored] = rollBack("applied.yaml", applied).objects;
    expect(restored).toHaveProperty("spec", (before.objects[0] as { spec?: unknown }).spec);
  });

  it("names options, and no flags, in what it says of a manifest", async () => {
    const options = { module, kinds: ["WasmPlugin"] as const };
    const { notes } = await createManifest({ ...options, url: "https://registry.example.com/auth.wasm" });
    expect(notes).toEqual([expect.stringMatching(/^without selector every proxy of istio-system runs the plugin/)]);
    const unpinned = { ...options, url: "oci://registry.example.com/acme/auth:1", selector: { app: "gateway" } };
    expect((await createManifest(unpinned)).notes).toEqual([expect.stringContaining("pins the module: give sha256,")]);
    expect((await createChain({ kinds: ["WasmPlugin"], plugins: [unpinned] })).notes).toEqual([
      expect.stringContaining("pins the module: give plugins[0].sha256,"),
    ]);
    await expect(createManifest(options)).rejects.toMatchObject({
      message: "url is missing: nothing says from where the proxies get the module",
      hint: "give url, or add kinds: registry to serve the module from inside the cluster",
    });
    const canary = { ...options, canary: module, canarySelector: { app: "gateway" } };
    await expect(createCanary({ ...canary, selector: { app: "gateway" } })).rejects.toMatchObject({
      message: "canarySelector leaves workloads that selector means too: they would run both revisions",
    });
  });

  it("makes two revisions on workloads of their own", async () => {
    const image = (digit: string) => `oci://registry.example.com/acme/auth@sha256:${digit.repeat(64)}`;
    const { objects } = await createCanary({
      ...{ module: image("a"), canary: image("b"), kinds: ["WasmPlugin"] as const },
      selector: { app: "gateway", revision: "stable" },
      canarySelector: { app: "gateway", revision: "canary" },
    });
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(["auth", "auth-canary"]);
    expect(JSON.stringify(objects[0])).toContain("a".repeat(64));
    expect(JSON.stringify(objects[1])).toContain("b".repeat(64));
  });
});
