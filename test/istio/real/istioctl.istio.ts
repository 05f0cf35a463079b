import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { checkByDefinition } from "../../../tooling/manifest/crd/check-by-definition.js";
import { toYaml } from "../../../tooling/manifest/index.js";
import { INVALID_MANIFESTS } from "../invalid/index.js";
import type { InvalidManifest } from "../invalid/row.js";
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

/** A name of its own for each, by which istioctl speaks of it. */
const nameOf = (invalid: InvalidManifest): string => `invalid-${INVALID_MANIFESTS.indexOf(invalid)}`;

/** Writes objects under names of their own. */
async function write(name: string, manifests: readonly InvalidManifest[]): Promise<string> {
  const file = join(folder, name);
  const named = manifests.map((invalid) => {
    const { metadata } = invalid.object;
    return { ...invalid.object, metadata: { ...metadata, name: nameOf(invalid) } };
  });
  await writeFile(file, toYaml(named));
  return file;
}

describe("what Istio refuses, warns of or complains of", () => {
  const verdicts = { refuses: "", warns: "", analyzes: "" };
  beforeAll(async () => {
    const { code, text } = await istioctl("validate", "-f", await write("invalid.yaml", INVALID_MANIFESTS));
    expect(code).toBe(1);
    const errors = text.indexOf("Error: ");
    verdicts.refuses = text.slice(errors);
    verdicts.warns = text.slice(0, errors);
    // What the analyzers say of one EnvoyFilter depends on the proxy versions of the others.
    const analyzed = INVALID_MANIFESTS.filter(({ judge }) => judge.startsWith("analyzes"));
    const file = await write("analyzed.yaml", analyzed);
    verdicts.analyzes = (await istioctl("analyze", "--use-kube=false", "--all-namespaces", file)).text;
  });

  it.each(INVALID_MANIFESTS)("is judged as we say: it $judge $rule", (invalid) => {
    const { object, judge } = invalid;
    const complaints = (text: string): string[] =>
      text.split("\n").filter((line) => new RegExp(`\\b${nameOf(invalid)}\\b`).test(line));
    if (judge === "definition") {
      // A cluster's API server asks the definitions; istioctl by itself does not.
      expect(complaints(verdicts.refuses)).toEqual([]);
      expect(checkByDefinition(object)).not.toEqual([]);
    } else if (judge === "refuses" || judge === "warns") {
      const told = complaints(verdicts[judge]).filter((line) => !line.includes("exposes internal implementation"));
      expect(told).not.toEqual([]);
    } else {
      const [code = ""] = /IST\d+/.exec(judge) ?? [];
      expect(complaints(verdicts.analyzes)).toContainEqual(expect.stringContaining(code));
    }
  });
});
