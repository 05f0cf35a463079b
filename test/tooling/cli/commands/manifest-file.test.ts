import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureModule } from "../../manifest/fixture-module.js";
import { runCli } from "../run-cli.js";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-chain-"));
  await mkdir(join(folder, "build"));
  for (const name of ["auth", "metrics"]) {
    await writeFile(join(folder, "build", `${name}.wasm`), fixtureModule({ name, rootIds: [name] }));
  }
});
afterAll(() => rm(folder, { recursive: true }));

const PLUGINS = [
  { module: "build/auth.wasm", url: "https://example.com/auth.wasm", phase: "AUTHN" },
  { module: "build/metrics.wasm", url: "https://example.com/metrics.wasm", phase: "STATS" },
];

async function run(manifest: object, ...args: readonly string[]) {
  const file = join(folder, "sluice.config.json");
  await writeFile(file, JSON.stringify({ $schema: "sluice/sluice.config.schema.json", manifest }));
  return runCli(["manifest", "--file", file, ...args]);
}

describe("sluice manifest without a module", () => {
  it("makes the chain of a file, whose modules lie beside it", async () => {
    const selector = { istio: "ingressgateway" };
    const { code, stdout } = await run({ kinds: ["WasmPlugin"], selector, plugins: PLUGINS }, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: "List",
      items: [
        { metadata: { name: "auth" }, spec: { phase: "AUTHN", priority: 20, selector: { matchLabels: selector } } },
        { metadata: { name: "metrics" }, spec: { phase: "STATS", priority: 10 } },
      ],
    });
  });

  it("takes all that flags say, each field for the kinds that heed it", async () => {
    const manifest = {
      ...{ kinds: ["EnvoyFilter", "registry"], namespace: "shop", hasNamespace: true, selector: { app: "gateway" } },
      ...{ context: "GATEWAY", isUnrestricted: true, timeoutSeconds: 3, form: "inline", replicas: 3 },
      ...{ registryImage: "nginx:1", registryStorage: "PersistentVolumeClaim", registryStorageClass: "fast" },
      plugins: [
        { module: "build/auth.wasm", pluginName: "one", registryName: "modules-of-auth" },
        { module: "build/metrics.wasm", patchName: "two", kinds: ["EnvoyFilter"], url: "https://a.test/m.wasm" },
      ],
    };
    const { code, stdout } = await run(manifest, "--json");
    expect({ code, error: code === 0 ? "" : stdout }).toEqual({ code: 0, error: "" });
    const { items } = JSON.parse(stdout) as { items: { kind: string; metadata: { name: string } }[] };
    expect(items.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(
      expect.arrayContaining([
        "EnvoyFilter auth",
        "EnvoyFilter metrics",
        "Namespace shop",
        "Deployment modules-of-auth",
        "PersistentVolumeClaim modules-of-auth",
      ]),
    );
    expect(stdout).toContain('"timeout": "3s"');
    expect(stdout).toContain('"storageClassName": "fast"');
    expect(stdout).not.toContain("allowed_capabilities");
    // What no kind of the plugin heeds is refused as it is by flags.
    const idle = await run({ ...manifest, kinds: ["WasmPlugin", "registry"], plugins: [manifest.plugins[0]] });
    expect(idle.stderr).toMatch(
      /^error: .*: (?:context|form|isUnrestricted|timeoutSeconds|pluginName|plugins\[0\]\.\w+) means nothing to WasmPlugin/,
    );
  });

  it("lets flags go before what the file says for all", async () => {
    const manifest = { kinds: ["WasmPlugin"], namespace: "from-file", plugins: PLUGINS };
    const { stdout } = await run(manifest, "--kind", "TrafficExtension", "--namespace", "from-flag", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      items: [
        { kind: "TrafficExtension", metadata: { namespace: "from-flag" } },
        { kind: "TrafficExtension", metadata: { namespace: "from-flag" } },
      ],
    });
  });

  it.each<[string, object, readonly string[]]>([
    [
      "manifest.plugins[0].modul is no field that there is",
      { kinds: ["WasmPlugin"], plugins: [{ module: "a", modul: "b" }] },
      [],
    ],
    ["manifest.kinds[0] ", { kinds: ["Ingress"], plugins: PLUGINS }, []],
    ["manifest.plugins breaks minItems 1", { kinds: ["WasmPlugin"], plugins: [] }, []],
    ["--config", { kinds: ["WasmPlugin"], plugins: PLUGINS }, ["--config", "{}"]],
    ["--name", { kinds: ["WasmPlugin"], plugins: PLUGINS }, ["--name", "a"]],
    ["plugins[1].phase", { kinds: ["WasmPlugin"], plugins: [...PLUGINS].reverse() }, []],
    ["--kind", { kinds: ["WasmPlugin"], plugins: PLUGINS }, ["--kind", "TrafficExtension", "--target", "istio@1.29"]],
  ])("names %s where the file or a flag is wrong", async (place, manifest, args) => {
    const { code, stdout, stderr } = await run(manifest, ...args);
    expect(stderr.split("\n")[0]).toContain(place);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it.each<[string, object, Record<string, unknown>, readonly string[], Record<string, string>]>([
    ["FILE: plugins[1].sha256 is not the digest of", {}, { sha256: "0".repeat(64) }, [], {}],
    ["FILE: plugins[1].url: WasmPlugin spec.url: ", {}, { url: "ftp://example.com/a.wasm" }, [], {}],
    ["FILE: plugins[1].url is missing", {}, { url: undefined }, [], {}],
    ["FILE: plugins[1].routes means nothing to WasmPlugin", {}, { routes: ["a"] }, [], {}],
    ["FILE: context means nothing to WasmPlugin", { context: "GATEWAY" }, {}, [], {}],
    ["--context means nothing to WasmPlugin", { context: "ANY" }, {}, ["--context", "GATEWAY"], {}],
    ["SLUICE_CONTEXT means nothing to WasmPlugin", {}, {}, [], { SLUICE_CONTEXT: "GATEWAY" }],
    ["FILE: kinds is not for istio@1.29", { kinds: ["TrafficExtension"], target: "istio@1.29" }, {}, [], {}],
  ])("names where it was written: %s", async (message, common, second, args, env) => {
    const file = join(folder, "written.json");
    const plugins = [PLUGINS[0], { ...PLUGINS[1], ...second }];
    await writeFile(file, JSON.stringify({ manifest: { kinds: ["WasmPlugin"], ...common, plugins } }));
    const { code, stderr } = await runCli(["manifest", "--file", file, ...args], { env });
    expect(stderr).toContain(`error: ${message.replace("FILE", file)}`);
    expect(code).toBe(2);
  });

  it("names fields of the file in its notes", async () => {
    const plugins = [{ ...PLUGINS[0], url: "oci://registry.example.com/auth:1" }];
    const { stderr } = await run({ kinds: ["WasmPlugin"], plugins });
    expect(stderr).toMatch(/^note: without selector every proxy .*\nnote: no digest .* give plugins\[0\]\.sha256, /);
  });

  it("says that both are missing", async () => {
    const { code, stderr } = await runCli(["manifest", "--kind", "WasmPlugin"], { cwd: join(folder, "build") });
    expect(stderr).toMatch(
      /^error: MODULE is missing, and there is no sluice\.config\.ts or sluice\.config\.json here/,
    );
    expect(code).toBe(2);
  });

  it("says the line of what is wrong in the file", async () => {
    const file = join(folder, "lines.json");
    await writeFile(
      file,
      '{\n  "manifest": {\n    "kinds": ["WasmPlugin"],\n    "plugins": [{ "module": "a", "phase": "auth" }]\n  }\n}',
    );
    const { code, stderr } = await runCli(["manifest", "--file", file]);
    expect(stderr).toContain(
      `${file}:4: manifest.plugins[0].phase is none of the values there are\nhint: use one of UNSPECIFIED_PHASE, AUTHN, `,
    );
    expect(code).toBe(2);
  });

  it("lets flags go before what the file says for one plugin", async () => {
    const plugins = PLUGINS.map((plugin) => ({ ...plugin, failStrategy: "FAIL_OPEN" }));
    const { stdout } = await run({ kinds: ["WasmPlugin"], plugins }, "--fail-strategy", "FAIL_CLOSE", "--json");
    expect(stdout).not.toContain("FAIL_OPEN");
  });

  it("takes no module beside a file", async () => {
    const module = join(folder, "build", "auth.wasm");
    const { code, stderr } = await runCli(["manifest", module, "--kind", "WasmPlugin", "--file", "a.json"]);
    expect(stderr).toMatch(/^error: --file describes a chain/);
    expect(code).toBe(2);
  });
});
