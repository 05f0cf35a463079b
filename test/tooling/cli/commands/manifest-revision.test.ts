import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments, stringify } from "yaml";
import { runCli } from "../run-cli.js";

const IMAGE = "oci://registry.example.com/acme/auth";
const STABLE = ["--selector", "istio=ingressgateway", "--selector", "revision=stable"];
const CANARY = ["--canary-selector", "istio=ingressgateway", "--canary-selector", "revision=canary"];
let cwd = "";

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "sluice-revision-"));
});
afterAll(() => rm(cwd, { recursive: true }));

const manifest = (...args: readonly string[]) => runCli(["manifest", ...args], { cwd });

async function refusal(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await manifest(...args);
  expect(stderr).toMatch(/^error: .*\nhint: .*\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  return stderr;
}

describe("sluice manifest --canary", () => {
  it("makes two revisions on workloads of their own, and says where the weight comes from", async () => {
    const { code, stdout, stderr } = await manifest(
      ...[`${IMAGE}:1`, "--canary", `${IMAGE}:2`, "--kind", "WasmPlugin,EnvoyFilter", ...STABLE, ...CANARY],
      ...["--callout", "https://keys.example.com", "--json"],
    );
    const labels = { istio: "ingressgateway" };
    expect(JSON.parse(stdout)).toMatchObject({
      items: [
        {
          kind: "WasmPlugin",
          metadata: { name: "auth" },
          spec: { url: `${IMAGE}:1`, selector: { matchLabels: { ...labels, revision: "stable" } } },
        },
        {
          kind: "EnvoyFilter",
          metadata: { name: "auth" },
          spec: { workloadSelector: { labels: { ...labels, revision: "stable" } } },
        },
        { kind: "ServiceEntry" },
        { kind: "DestinationRule" },
        {
          kind: "WasmPlugin",
          metadata: { name: "auth-canary" },
          spec: { url: `${IMAGE}:2`, selector: { matchLabels: { ...labels, revision: "canary" } } },
        },
        {
          kind: "EnvoyFilter",
          metadata: { name: "auth-canary" },
          spec: { workloadSelector: { labels: { ...labels, revision: "canary" } } },
        },
      ],
    });
    expect(stderr).toMatch(/^note: a workload that has the labels of neither selector runs neither revision/m);
    expect(stderr).toMatch(/^note: the weight of the canary is that of its workloads/m);
    expect(code).toBe(0);
  });

  it.each<[string, readonly string[]]>([
    ["--canary is there without --canary-selector", [...STABLE]],
    ["--canary-selector leaves workloads that --selector means too", [...CANARY]],
    [
      "--canary-selector leaves workloads that --selector means too",
      [...STABLE, "--canary-selector", "istio=ingressgateway"],
    ],
    ["--canary-selector leaves workloads that --selector means too", [...STABLE, "--canary-selector", "tier=canary"]],
    [
      "--canary is for kinds with a selector, and HigressWasmPlugin has none",
      [...STABLE, ...CANARY, "--kind", "HigressWasmPlugin"],
    ],
    ["--sha256 is for one module, and --canary makes two", [...STABLE, ...CANARY, "--sha256", "a".repeat(64)]],
    ["--canary-sha256: WasmPlugin spec.sha256", [...STABLE, ...CANARY, "--canary-sha256", "a"]],
    ["--url is for one module, and --canary makes two", [...STABLE, ...CANARY, "--url", "https://example.com/a"]],
    ["--canary-selector: WasmPlugin spec.selector", [...STABLE, "--canary-selector", "revision=a*"]],
  ])("refuses what could run both revisions, or what means one: %s", async (message, args) => {
    const text = await refusal(`${IMAGE}:1`, "--canary", `${IMAGE}:2`, "--kind", "WasmPlugin", ...args);
    expect(text).toContain(`error: ${message}`);
  });

  it("pins each of the two by a digest of its own", async () => {
    const digests = ["--sha256", "a".repeat(64), "--canary-sha256", "b".repeat(64)];
    const args = [`${IMAGE}:1`, "--canary", `${IMAGE}:2`, "--kind", "WasmPlugin", ...STABLE, ...CANARY, ...digests];
    const { stdout, stderr } = await runCli(["manifest", ...args, "--json", "--output", "json"], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      items: [{ spec: { sha256: "a".repeat(64) } }, { spec: { sha256: "b".repeat(64) } }],
    });
    expect(stderr).not.toContain("no digest pins the module");
  });

  it("is for one plugin", async () => {
    await writeFile(
      join(cwd, "chain.json"),
      JSON.stringify({ manifest: { kinds: ["WasmPlugin"], plugins: [{ module: IMAGE }] } }),
    );
    expect(await refusal("--file", "chain.json", "--canary", IMAGE)).toContain("--canary is for one plugin");
    expect(await refusal(IMAGE, "--kind", "WasmPlugin", ...CANARY)).toContain(
      "--canary-selector is there without --canary",
    );
    expect(await refusal(IMAGE, "--kind", "WasmPlugin", "--canary-sha256", "a".repeat(64))).toContain(
      "--canary-sha256 is there without --canary",
    );
  });
});

describe("sluice manifest --previous and --rollback", () => {
  interface Plugin {
    readonly metadata: { readonly annotations?: Record<string, string> };
    readonly spec: object;
  }
  const first = [`${IMAGE}:1`, "--kind", "WasmPlugin", "--config", '{"mode":"old"}', "--priority", "5"];
  const second = [`${IMAGE}:2`, "--kind", "WasmPlugin", "--config", '{"mode":"new"}'];

  /** What the API server makes of an object, and kubectl prints. */
  const live = async (name: string, yaml: string): Promise<string> => {
    const object = parse(yaml) as { metadata: { annotations?: object } };
    const annotations = { ...object.metadata.annotations, "kubectl.kubernetes.io/last-applied-configuration": "{}" };
    const metadata = { ...object.metadata, annotations, uid: "1", resourceVersion: "7", generation: 2 };
    await writeFile(
      join(cwd, name),
      stringify({ apiVersion: "v1", kind: "List", items: [{ ...object, metadata, status: {} }] }),
    );
    return name;
  };

  it("remember the revision of before, and print it again: forth and back", async () => {
    const old = (await manifest(...first)).stdout;
    const made = (await manifest(...second, "--previous", await live("old.yaml", old))).stdout;
    const oldSpec = (parse(old) as Plugin).spec;
    const newSpec = (parse(made) as Plugin).spec;
    expect(newSpec).toMatchObject({ url: `${IMAGE}:2`, pluginConfig: { mode: "new" } });
    expect(JSON.parse((parse(made) as Plugin).metadata.annotations?.["sluice/previous"] ?? "")).toEqual(oldSpec);

    const back = await manifest("--rollback", await live("new.yaml", made));
    expect(parse(back.stdout)).toEqual({
      ...(parse(old) as object),
      metadata: { ...(parse(old) as Plugin).metadata, annotations: { "sluice/previous": JSON.stringify(newSpec) } },
    });
    expect(back.stderr).toMatch(/^note: the module of before must still be where it was/);
    expect(back.code).toBe(0);

    const forth = await manifest("--rollback", await live("back.yaml", back.stdout), "--json");
    expect(JSON.parse(forth.stdout)).toMatchObject({ items: [{ spec: newSpec }] });
    const diff = await manifest("--rollback", "new.yaml", "--diff", "old.yaml");
    expect(diff.stdout).toBe('added  WasmPlugin istio-system/auth metadata.annotations["sluice/previous"]\n');
  });

  it("keep what is remembered where nothing changes, and remember nothing of what was not there", async () => {
    const old = (await manifest(...first)).stdout;
    const made = (await manifest(...second, "--previous", await live("a.yaml", old))).stdout;
    expect((await manifest(...second, "--previous", await live("b.yaml", made))).stdout).toBe(made);
    expect((await manifest(...second, "--name", "other", "--previous", "b.yaml")).stdout).not.toContain("annotations");
  });

  it("leave out, and name, what has no revision of before", async () => {
    const old = (await manifest(...first)).stdout;
    const made = (await manifest(...second, "--previous", await live("a.yaml", old))).stdout;
    await writeFile(join(cwd, "both.yaml"), `${made}---\n${old.replace("name: auth", "name: other")}`);
    const { stdout, stderr } = await manifest("--rollback", "both.yaml");
    expect(parseAllDocuments(stdout)).toHaveLength(1);
    expect(stderr).toContain(
      "note: WasmPlugin istio-system/other of both.yaml has no revision of before, and is left out\n",
    );
  });

  it.each<[string, string]>([
    ["holds no objects of Kubernetes", "just text"],
    ["holds no objects of Kubernetes", "a: [1"],
    ["live.yaml: no object has the annotation sluice/previous", ""],
    ['WasmPlugin istio-system/auth metadata.annotations["sluice/previous"] is no spec', '{"url":'],
    ['WasmPlugin istio-system/auth metadata.annotations["sluice/previous"] is no spec', "null"],
    ["error: WasmPlugin spec.url", '{"url":"ftp://example.com/a"}'],
    ["WasmPlugin spec.url", "{}"],
    ["WasmPlugin spec.secret", '{"url":"oci://example.com/a:1","secret":"hunter2"}'],
  ])("refuse a file that is no such thing, and no value is told: %s", async (message, previous) => {
    const object = {
      ...{ apiVersion: "extensions.istio.io/v1alpha1", kind: "WasmPlugin", spec: { url: "oci://example.com/a:2" } },
      metadata: {
        ...{ name: "auth", namespace: "istio-system" },
        ...(previous === "" ? {} : { annotations: { "sluice/previous": previous } }),
      },
    };
    await writeFile(join(cwd, "live.yaml"), message.startsWith("holds") ? previous : stringify(object));
    const text = await refusal("--rollback", "live.yaml");
    expect(text).toContain(message);
    expect(text).not.toContain("hunter2");
  });

  it.each<[string, object]>([
    ["EnvoyFilter spec.configPatches", {}],
    ["EnvoyFilter spec.configPatches[0].patch: is missing", { configPatches: [{ applyTo: "CLUSTER" }] }],
    ["EnvoyFilter spec.configPatches[0].applyTo: is missing", { configPatches: [{ patch: { operation: "REMOVE" } }] }],
  ])("refuse an EnvoyFilter whose patches lack what istiod wants: %s", async (message, previous) => {
    const annotations = { "sluice/previous": JSON.stringify(previous) };
    const object = {
      ...{ apiVersion: "networking.istio.io/v1alpha3", kind: "EnvoyFilter", spec: {} },
      metadata: { name: "auth", namespace: "istio-system", annotations },
    };
    await writeFile(join(cwd, "live.yaml"), stringify(object));
    expect(await refusal("--rollback", "live.yaml")).toContain(message);
  });

  it("refuse flags that would be dropped in silence", async () => {
    expect(await refusal("--rollback", "live.yaml", "--kind", "WasmPlugin")).toContain(
      "--kind means nothing to --rollback",
    );
    expect(await refusal("--rollback", "live.yaml", "--verify-key", "a")).toContain("--verify-key means nothing");
    expect(await refusal(IMAGE, "--rollback", "live.yaml")).toContain("MODULE means nothing to --rollback");
    expect(await refusal("--rollback", "missing.yaml")).toContain("missing.yaml");
    expect(await refusal(...first, "--previous", "missing.yaml")).toContain("missing.yaml");
  });
});
