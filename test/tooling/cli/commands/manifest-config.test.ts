import { mkdtemp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureModule } from "../../manifest/fixture-module.js";
import { REPOSITORY, runCli } from "../run-cli.js";

let folder = "";
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-config-"));
  await writeFile(join(folder, "auth.wasm"), fixtureModule({ name: "auth", rootIds: ["auth"] }));
});
afterAll(() => rm(folder, { recursive: true }));

const CONFIG = `import { defineConfig } from "sluice";
import { urlOf } from "./urls.ts";

interface Tenant {
  readonly name: string;
}
const tenant: Tenant = { name: process.env["TENANT"] ?? "acme" };

export default defineConfig({
  manifest: {
    kinds: ["WasmPlugin"],
    namespace: \`\${tenant.name}-gateways\`,
    selector: { istio: "ingressgateway" },
    plugins: [{ module: "../auth.wasm", url: urlOf("auth"), phase: "AUTHN" }],
  },
});
`;
const URLS = "export const urlOf = (name: string): string => `https://example.com/${name}.wasm`;\n";

/** Makes a folder with these files. */
async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(folder, `project-${(count += 1)}`);
  await mkdir(path);
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
}

describe("sluice.config.ts", () => {
  it("is read where no MODULE is given, with what it imports", async () => {
    const cwd = await project({ "sluice.config.ts": CONFIG, "urls.ts": URLS });
    const { code, stdout, stderr } = await runCli(["manifest", "--json"], { cwd });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      items: [{ metadata: { name: "auth", namespace: "acme-gateways" }, spec: { phase: "AUTHN" } }],
    });
  });

  it("says in the file, the line and the path what its value is not", async () => {
    const cwd = await project({ "sluice.config.ts": CONFIG.replace("AUTHN", "auth"), "urls.ts": URLS });
    const { code, stdout, stderr } = await runCli(["manifest"], { cwd });
    expect(stderr).toMatch(
      /^error: sluice\.config\.ts:14: manifest\.plugins\[0\]\.phase is none of the values there are\nhint: use one of UNSPECIFIED_PHASE, AUTHN, /,
    );
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it.each([
    ["does not parse", "const a = 1;\nexport default { manifest: [ };\n", "sluice.config.ts:2: Unexpected token"],
    ["throws", 'interface A {\n  a: 1;\n}\nthrow new Error("no TENANT");\n', "sluice.config.ts:4: no TENANT"],
    [
      "imports what is not there",
      'import "./not-there.ts";\n',
      "sluice.config.ts:1: Cannot find module './not-there.ts'",
    ],
    ["exports nothing", "const a: number = 1;\n", "sluice.config.ts: nothing is exported as default"],
    ["exports no object", "export default 5;\n", "sluice.config.ts: $ is no object"],
    ["exports null", "export default null;\n", "sluice.config.ts: $ is no object"],
    ["never settles", "await new Promise(() => {});\n", "sluice.config.ts ended before it exported anything"],
    ["ends the process", "process.exit(0);\n", "sluice.config.ts ended before it exported anything"],
    [
      "throws later",
      'setTimeout(() => {\n  throw new Error("late");\n});\nawait new Promise(() => {});\n',
      "ts:2: late",
    ],
    ["exports a promise that rejects", 'export default Promise.reject(new Error("no"));\n', "sluice.config.ts:1: no"],
    ["throws no error", "throw { toString() { throw 1; } };\n", "sluice.config.ts: {"],
    [
      "exports what JSON has no form for",
      "export default { manifest: { plugins: [{ configuration: { since: new Date(0) } }] } };\n",
      "sluice.config.ts: manifest.plugins[0].configuration.since is a Date",
    ],
  ])("is refused where it %s", async (_what, text, message) => {
    const cwd = await project({ "sluice.config.ts": text });
    const { code, stdout, stderr } = await runCli(["manifest"], { cwd });
    expect(stderr).toMatch(/^error: .*\nhint: .*\n$/);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("may print, export a promise and leave a timer: the manifest alone stands on stdout", async () => {
    const text = CONFIG.replace("export default defineConfig(", "export default Promise.resolve(");
    const cwd = await project({
      "sluice.config.ts": `console.log("reading"); setInterval(() => undefined, 1000);\n${text}`,
      "urls.ts": URLS,
    });
    const { code, stdout, stderr } = await runCli(["manifest", "--json"], { cwd });
    expect(stderr).toBe("reading\n");
    expect(JSON.parse(stdout)).toMatchObject({ items: [{ metadata: { name: "auth" } }] });
    expect(code).toBe(0);
  });

  it("is refused beside a sluice.config.json, unless --file names one", async () => {
    const cwd = await project({ "sluice.config.ts": CONFIG, "urls.ts": URLS, "sluice.config.json": "{}" });
    const both = await runCli(["manifest"], { cwd });
    expect(both.stderr).toMatch(/^error: sluice\.config\.ts and sluice\.config\.json are both there/);
    expect(both.code).toBe(2);
    expect(await runCli(["manifest", "--file", "sluice.config.ts"], { cwd })).toMatchObject({ code: 0, stderr: "" });
  });

  it("has the schema's type where it is edited", async () => {
    const cwd = await project({
      "sluice.config.ts": CONFIG.replace("AUTHN", "auth"),
      "urls.ts": URLS,
    });
    await mkdir(join(cwd, "node_modules"));
    await symlink(REPOSITORY, join(cwd, "node_modules", "sluice"));
    const program = ts.createProgram([join(cwd, "sluice.config.ts")], {
      ...{ module: ts.ModuleKind.NodeNext, strict: true, noEmit: true, skipLibCheck: true },
      ...{
        allowImportingTsExtensions: true,
        target: ts.ScriptTarget.ES2023,
        types: ["node"],
        typeRoots: [join(REPOSITORY, "node_modules/@types")],
      },
    });
    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(messages.join("\n")).toMatch(/^Type '"auth"' is not assignable to type .* Did you mean '"AUTHN"'\?$/);
    expect(messages).toHaveLength(1);
  });
});

describe("the environment", () => {
  const manifest = {
    kinds: ["WasmPlugin"],
    namespace: "from-file",
    plugins: [{ module: "../auth.wasm", url: "https://example.com/a.wasm" }],
  };
  const files = { "sluice.config.json": JSON.stringify({ manifest }) };

  it("goes before the file, and flags before it", async () => {
    const cwd = await project(files);
    const namespaceOf = async (args: readonly string[], env: Record<string, string>): Promise<string> => {
      const { stdout } = await runCli(["manifest", "--json", ...args], { cwd, env });
      return (JSON.parse(stdout) as { items: [{ metadata: { namespace: string } }] }).items[0].metadata.namespace;
    };
    expect(await namespaceOf([], {})).toBe("from-file");
    expect(await namespaceOf([], { SLUICE_NAMESPACE: "" })).toBe("from-file");
    expect(await namespaceOf([], { SLUICE_NAMESPACE: "from-variable" })).toBe("from-variable");
    expect(await namespaceOf(["--namespace", "from-flag"], { SLUICE_NAMESPACE: "from-variable" })).toBe("from-flag");
  });

  it("is read as flags are", async () => {
    const env = {
      SLUICE_KIND: "EnvoyFilter,wasmplugin",
      SLUICE_SELECTOR: "app=shop",
      SLUICE_UNRESTRICTED: "true",
      SLUICE_STATS_TAGS: "false",
      SLUICE_URL: "https://example.com/a.wasm",
    };
    const { code, stdout } = await runCli(["manifest", join(folder, "auth.wasm"), "--json"], { env });
    expect(code).toBe(0);
    expect(stdout).not.toContain("capability");
    expect(JSON.parse(stdout)).toMatchObject({
      items: [{ kind: "EnvoyFilter", spec: { workloadSelector: { labels: { app: "shop" } } } }, { kind: "WasmPlugin" }],
    });
  });

  it.each([
    ["SLUICE_PRIORITY: It must be a whole number.", { SLUICE_PRIORITY: "high" }],
    ["SLUICE_FAIL_STRATEGY: Allowed choices are", { SLUICE_FAIL_STRATEGY: "open" }],
    ["SLUICE_ENV: It must be KEY=VALUE.", { SLUICE_ENV: "hunter2" }],
    ["SLUICE_STATS_TAGS is neither true nor false", { SLUICE_STATS_TAGS: "yes" }],
    ["SLUICE_NAME is for one plugin", { SLUICE_NAME: "auth" }],
    ["SLUICE_URL is for one plugin", { SLUICE_URL: "https://example.com/a.wasm" }],
    ["SLUICE_SHA256 is for one plugin", { SLUICE_SHA256: "a".repeat(64) }],
    ["SLUICE_PRIORITY is for one plugin", { SLUICE_PRIORITY: "5" }],
    ["SLUICE_PLUGIN_NAME is for one plugin", { SLUICE_PLUGIN_NAME: "auth" }],
    ["SLUICE_CLUSTER and SLUICE_EXISTING_CLUSTER contradict", { SLUICE_CLUSTER: "a", SLUICE_EXISTING_CLUSTER: "b" }],
  ])("is refused by its name, and not by its value: %s", async (message, env) => {
    const cwd = await project(files);
    const { code, stdout, stderr } = await runCli(["manifest"], { cwd, env });
    expect(stderr.split("\n")[0]).toContain(`error: ${message}`);
    expect(stderr).not.toContain("hunter2");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("gives way to a flag that it contradicts", async () => {
    const args = [
      "manifest",
      join(folder, "auth.wasm"),
      "--kind",
      "EnvoyFilter",
      "--url",
      "https://example.com/a.wasm",
    ];
    const { code, stdout } = await runCli([...args, "--cluster", "own"], {
      env: { SLUICE_EXISTING_CLUSTER: "theirs" },
    });
    expect(code).toBe(0);
    expect(stdout).not.toContain("theirs");
  });

  it.each(["manifest", "bench", "ci"])("is explained by %s --help with an option of its own", async (name) => {
    const { stdout } = await runCli([name, "--help"]);
    const [, variable = "", flag = ""] = /\$SLUICE_(\w+) is (--[a-z-]+);/.exec(stdout) ?? [];
    expect(variable).toBe(flag.slice(2).toUpperCase().replaceAll("-", "_"));
    expect(stdout).toContain(`  ${flag} <`);
  });
});
