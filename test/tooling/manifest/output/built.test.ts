import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { JsonValue, ManifestObject, TargetReference } from "../../../../istio/index.js";
import {
  createChain,
  createManifest,
  toHelm,
  toKustomize,
  toYaml,
  writeFiles,
} from "../../../../tooling/manifest/index.js";
import { findPart } from "../../../real-parts/find.js";
import { type GoPart, HELM, KUSTOMIZE } from "../../../real-parts/parts.js";
import { fixtureModule } from "../fixture-module.js";

const run = promisify(execFile);

/** What Go's templates, YAML 1.1 and JSON each take for something else. */
const HOSTILE = {
  template: "{{ .Values.secret }} {{- `x` -}} {{/* */}} }} {{{ {{",
  yaml: ["yes", "0x10", "0b1", "1e3", "~", "- a", "a: b", "# no", "2001-01-01", "\t", "C:\\x", "é"],
  text: "first {{ line }}\nsecond\n",
  numbers: [10_000_000, 9_007_199_254_740_991, 0.1, -0.5],
  empty: { list: [], object: {}, text: "" },
  html: "<&>'\"",
  "key/with~signs {{ }}": true,
} satisfies JsonValue;

const MODULE = "oci://registry.example.com/acme/auth:1.0.0";
const ROUTE: TargetReference = { group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "shop" };
const sha256 = "a".repeat(64);
let folder = "";

const MANIFESTS: readonly (readonly [string, (file: string) => Promise<{ objects: readonly ManifestObject[] }>])[] = [
  [
    "a WasmPlugin with all that it can say",
    () =>
      createManifest({
        ...{
          module: MODULE,
          kinds: ["WasmPlugin"],
          configuration: { ...HOSTILE, breaks: "\u2028" },
          sha256,
          priority: -5,
          phase: "AUTHN",
        },
        ...{
          selector: { istio: "ingressgateway" },
          environment: { TEMPLATE: "{{ env }}" },
          callouts: ["https://keys.example.com"],
        },
      }),
  ],
  ["a WasmPlugin with next to nothing", () => createManifest({ module: MODULE, kinds: ["WasmPlugin"] })],
  [
    "a configuration with null in it",
    () => createManifest({ module: MODULE, kinds: ["WasmPlugin"], configuration: { a: null, b: [null, "{{ b }}"] } }),
  ],
  [
    "a TrafficExtension with targets",
    () =>
      createManifest({
        module: MODULE,
        kinds: ["TrafficExtension"],
        configuration: HOSTILE,
        sha256,
        targetRefs: [{ ...ROUTE, kind: "Gateway" }],
      }),
  ],
  [
    "an EnvoyFilter",
    () => createManifest({ module: MODULE, kinds: ["EnvoyFilter"], configuration: HOSTILE, vmId: "{{ vm }}" }),
  ],
  [
    "an inline EnvoyFilter with its cluster",
    () =>
      createManifest({
        ...{ module: "https://example.com/auth.wasm?a=1&b=2", kinds: ["EnvoyFilter"], form: "inline", sha256 },
        ...{ selector: { istio: "ingressgateway" } },
      }),
  ],
  [
    "a plugin of Higress",
    () => createManifest({ module: MODULE, kinds: ["HigressWasmPlugin"], configuration: HOSTILE, sha256 }),
  ],
  [
    "a registry, its namespace and a plugin, of a local file",
    (file) =>
      createManifest({ module: file, kinds: ["registry", "WasmPlugin"], namespace: "plugins", hasNamespace: true }),
  ],
  [
    "a chain with a policy for two plugins",
    () =>
      createChain({
        ...{ kinds: ["EnvoyExtensionPolicy"], targetRefs: [ROUTE] },
        plugins: [
          { module: MODULE, configuration: HOSTILE, sha256 },
          {
            module: "https://example.com/metrics.wasm",
            kinds: ["WasmPlugin"],
            sha256,
            targetRefs: [{ ...ROUTE, kind: "Gateway" }],
          },
          { module: "https://example.com/headers.wasm", sha256, configuration: { a: 1 } },
        ],
      }),
  ],
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-output-"));
  await writeFile(join(folder, "auth.wasm"), fixtureModule());
});
afterAll(() => rm(folder, { recursive: true }));

/** `describe` with a real part; without it it is skipped, and says why. */
async function describeWith(part: GoPart, tests: (program: string) => void): Promise<void> {
  const found = await findPart(part);
  const reason = "missing" in found ? ` (skipped: ${found.missing})` : "";
  describe.skipIf(reason !== "")(`the real ${part.name}${reason}`, { timeout: 60_000 }, () => {
    tests("path" in found ? found.path : part.name);
  });
}

/** Objects by their names, as a tool printed them or as they were made. */
function byName(yaml: string): Record<string, unknown> {
  const objects = parseAllDocuments(yaml, { version: "1.1" }).map(
    (document) => document.toJS() as { kind: string; metadata: { name: string } },
  );
  return Object.fromEntries(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
}

await describeWith(KUSTOMIZE, (kustomize) => {
  it.each(MANIFESTS)("builds the very objects from base and overlay: %s", async (name, make) => {
    const { objects } = await make(join(folder, "auth.wasm"));
    const target = join(folder, "kustomize", name.replaceAll(" ", "-"));
    await writeFiles(target, toKustomize(objects));
    for (const part of ["base", "overlays/default"]) {
      const { stdout } = await run(kustomize, ["build", join(target, part)]);
      expect(byName(stdout)).toEqual(byName(toYaml(objects)));
    }
  });

  it("builds another overlay, a copy with a value of its own", async () => {
    const { objects } = await createManifest({
      module: MODULE,
      kinds: ["WasmPlugin"],
      sha256,
      configuration: { a: 1 },
    });
    const target = join(folder, "kustomize", "staging");
    const files = toKustomize(objects);
    const overlay = Object.entries(files).filter(([file]) => file.startsWith("overlays/default/"));
    const copy = overlay.map(([file, text]) => [
      file.replace("default", "staging"),
      text.replace("a: 1", "a: 2").replace("namespace: istio-system", "namespace: staging"),
    ]);
    await writeFiles(target, { ...files, ...(Object.fromEntries(copy) as Record<string, string>) });
    const { stdout } = await run(kustomize, ["build", join(target, "overlays/staging")]);
    expect(byName(stdout)).toMatchObject({
      "WasmPlugin auth": { metadata: { namespace: "staging" }, spec: { pluginConfig: { a: 2 }, sha256 } },
    });
  });
});

await describeWith(HELM, (helm) => {
  const template = (chart: string, ...args: readonly string[]) =>
    run(helm, ["template", "release", chart, ...args], { env: { ...process.env, HOME: folder } });

  it.each(MANIFESTS)("renders the very objects, and finds nothing to complain of: %s", async (name, make) => {
    const { objects } = await make(join(folder, "auth.wasm"));
    const chart = join(folder, "helm", name.replaceAll(" ", "-"));
    await writeFiles(chart, toHelm(objects));
    expect(byName((await template(chart)).stdout)).toEqual(byName(toYaml(objects)));
    await run(helm, ["lint", "--strict", chart], { env: { ...process.env, HOME: folder } });
  });

  it("renders values of the reader's own, none of which becomes anything else", async () => {
    const { objects } = await createManifest({
      ...{
        module: MODULE,
        kinds: ["WasmPlugin"],
        sha256,
        configuration: { a: 1 },
        selector: { istio: "ingressgateway" },
      },
    });
    const chart = join(folder, "helm", "values");
    await writeFiles(chart, toHelm(objects, "2.0.1"));
    const auth = { url: "oci://example.com/a: {b}", config: { a: HOSTILE }, priority: 7, selector: { app: "x" } };
    await writeFile(join(folder, "values.json"), JSON.stringify({ namespace: "other", plugins: { auth } }));
    const { stdout } = await template(chart, "--values", join(folder, "values.json"));
    expect(byName(stdout)).toMatchObject({
      "WasmPlugin auth": {
        metadata: { namespace: "other" },
        spec: {
          ...{ url: "oci://example.com/a: {b}", sha256, priority: 7, pluginConfig: { a: HOSTILE } },
          selector: { matchLabels: { istio: "ingressgateway", app: "x" } },
        },
      },
    });
  });

  it.each([
    ["plugins.auth.priority=high", "/plugins/auth/priority"],
    ["plugins.auth.sha256=abc", "/plugins/auth/sha256"],
    ["plugins.auth.url=null", "url"],
    ["plugins.auth.prioritty=7", "prioritty"],
    ["plugin.auth.priority=7", "plugin"],
    ["namespace=Not_One", "/namespace"],
  ])("refuses values that no object takes: %s", async (value, place) => {
    const { objects } = await createManifest({ module: MODULE, kinds: ["WasmPlugin"], sha256, priority: 7 });
    const chart = join(folder, "helm", "schema");
    await writeFiles(chart, toHelm(objects));
    await expect(template(chart, "--set", value)).rejects.toMatchObject({
      stderr: expect.stringContaining(place) as string,
    });
    const { stdout } = await template(chart, "--set", "plugins.auth.priority=-3,global.a=1");
    expect(stdout).toContain("priority: -3\n");
  });
});
