import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { envoyFilter, trafficExtension, wasmPlugin, type ManifestObject } from "../../../istio/index.js";
import { checkObject } from "../../../tooling/manifest/check-objects.js";
import { toYaml } from "../../../tooling/manifest/index.js";
import { edited } from "../../tooling/manifest/edited.js";
import { pluginDescription } from "../descriptions.js";
import { ISTIOCTL } from "./istio-tools.js";
import { exampleConfig, filterNames } from "./mesh/filter-effects.js";
import { sluice } from "./mesh/publisher.js";

const FOLDERS = ["../../../istio/examples", "../../golden/istio"].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);
/** What istioctl says of every EnvoyFilter there is. */
const EVERY_ENVOY_FILTER = /IST0133.*EnvoyFilter exposes internal implementation details/;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-istioctl-"));
});
afterAll(() => rm(folder, { recursive: true }));

interface Verdict {
  readonly code: number;
  readonly text: string;
}

function istioctl(...args: readonly string[]): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    execFile(ISTIOCTL, args, { env: { ...process.env, KUBECONFIG: join(folder, "none") } }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") reject(new Error(error.message));
      else resolve({ code: error === null ? 0 : Number(error.code), text: `${stdout}${stderr}` });
    });
  });
}

/** Files of the kinds that Istio reads. */
async function istioFiles(): Promise<string[]> {
  const paths = await Promise.all(FOLDERS.map(async (path) => (await readdir(path)).map((name) => join(path, name))));
  const found: string[] = [];
  for (const path of paths.flat().filter((each) => each.endsWith(".yaml"))) {
    const documents = parseAllDocuments(await readFile(path, "utf8"));
    const versions = documents.map((document) => (document.toJS() as { apiVersion?: string } | null)?.apiVersion ?? "");
    if (versions.every((version) => /\.istio\.io\//.test(version))) found.push(path);
  }
  return found;
}

async function expectValid(path: string): Promise<void> {
  const verdict = await istioctl("validate", "-f", path);
  expect(verdict).toMatchObject({ code: 0 });
  expect(verdict.text).not.toMatch(/unknown field|is deprecated|missing|will be ignored/i);
}

async function expectNoComplaints(path: string): Promise<void> {
  const { text } = await istioctl("analyze", "--use-kube=false", "--all-namespaces", path);
  const complaints = text.split("\n").filter((line) => /IST0\d+/.test(line) && !EVERY_ENVOY_FILTER.test(line));
  expect(complaints).toEqual([]);
}

describe("every manifest of a kind that Istio reads", async () => {
  it.each(await istioFiles())("%s is valid to istioctl", expectValid);

  it.each(await istioFiles())("%s has nothing that istioctl's analyzers complain of", expectNoComplaints);
});

/** All forms of a manifest that Istio reads. */
const FORMS = [
  ["--kind", "WasmPlugin,TrafficExtension,EnvoyFilter"],
  ["--kind", "EnvoyFilter", "--inline"],
];

describe("what sluice manifest prints for a ready filter", { timeout: 300_000 }, async () => {
  it.each(await filterNames())("%s, in each form, is valid and clean to istioctl", async (filter) => {
    const module = join(folder, `${filter}.wasm`);
    await sluice("build", `filters/${filter}`, "-o", module);
    const source = ["--url", "https://registry.example.com/filter.wasm", "--config", exampleConfig(filter)];
    const printed = FORMS.map((flags, index) =>
      sluice("manifest", module, ...flags, ...source, "--name", `${filter}-${index}`, "--selector", "app=gateway"),
    );
    const file = join(folder, `${filter}.yaml`);
    await writeFile(file, (await Promise.all(printed)).join("---\n"));
    await expectValid(file);
    await expectNoComplaints(file);
  });
});

const PLUGIN = wasmPlugin(pluginDescription());
const EXTENSION = trafficExtension(pluginDescription());
const PAIR = envoyFilter(pluginDescription());
const TCP_PAIR = envoyFilter(pluginDescription({ type: "NETWORK" }));

/** What istioctl refuses, we refuse before it. Some rules of the definitions it leaves to the API server. */
const REFUSED: readonly (readonly [object: ManifestObject, path: string, value: unknown])[] = [
  [PLUGIN, "spec.url", "ftp://example.com/a"],
  [PLUGIN, "spec.url", ""],
  [PLUGIN, "spec.sha256", "foo"],
  [PLUGIN, "spec.pluginName", "a".repeat(257)],
  [PLUGIN, "spec.vmConfig.env", [{ name: "" }]],
  [PLUGIN, "spec.vmConfig.env", [{ name: "a" }, { name: "a" }]],
  [PLUGIN, "spec.vmConfig.env", [{ name: "a", valueFrom: "HOST", value: "b" }]],
  [PLUGIN, "spec.selector", { matchLabels: { istio: "bar*" } }],
  [PLUGIN, "spec.targetRefs", [{ group: "apps", kind: "Deployment", name: "a" }]],
  [PLUGIN, "spec.phase", "AUTH"],
  [PLUGIN, "spec.type", "TCP"],
  [PLUGIN, "spec.failStrategy", "FAIL_CLOSED"],
  [PLUGIN, "spec.unknown", "a"],
  [EXTENSION, "spec.wasm.url", "ftp://example.com/a"],
  [EXTENSION, "spec.wasm.sha256", "foo"],
  [EXTENSION, "spec.wasm.type", "TCP"],
  [PAIR, "spec.configPatches[0].applyTo", "FILTER"],
  [PAIR, "spec.configPatches[0].patch.operation", "PREPEND"],
  [PAIR, "spec.configPatches[0].patch.value", undefined],
  [PAIR, "spec.configPatches[1].match.listener.filterChain.filter.name", ""],
  [TCP_PAIR, "spec.configPatches[1].match.listener.filterChain.filter.name", ""],
  [TCP_PAIR, "spec.configPatches[1].match.listener.filterChain.filter.subFilter", { name: "a" }],
];

describe("what istioctl refuses", () => {
  it.each(REFUSED)("is refused by us first: %#", async (object, path, value) => {
    const broken = edited(object, path, value);
    const file = join(
      folder,
      `${REFUSED.findIndex((each) => each[0] === object && each[1] === path && each[2] === value)}.yaml`,
    );
    await writeFile(file, toYaml([broken]));
    const { code } = await istioctl("validate", "-f", file);
    expect(code).not.toBe(0);
    expect(checkObject(broken)).not.toEqual([]);
  });
});
