import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../run-cli.js";

const MODULE = "oci://registry.example.com/acme/auth:1.0.0";
const HEADER = "# Made by `sluice manifest`";
const folders: string[] = [];
let cwd = "";

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "sluice-output-"));
  folders.push(cwd);
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const run = (...args: readonly string[]) => runCli(["manifest", MODULE, "--kind", "WasmPlugin", ...args], { cwd });

async function tree(folder: string): Promise<string[]> {
  const entries = await readdir(join(cwd, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => file.slice(join(cwd, folder).length + 1)).sort();
}

describe("sluice manifest --output", () => {
  it("prints and writes YAML and JSON, the same in a file as on stdout", async () => {
    const yaml = await run();
    const json = await run("--output", "json");
    expect(JSON.parse(json.stdout)).toMatchObject({ kind: "List", items: [{ kind: "WasmPlugin" }] });
    const { stdout, code } = await run("--output", "yaml", "-o", "out/auth.yaml", "--json");
    expect({ code, result: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      result: { objects: ["WasmPlugin istio-system/auth"], files: ["out/auth.yaml"], isDryRun: false },
    });
    expect(await readFile(join(cwd, "out/auth.yaml"), "utf8")).toBe(yaml.stdout);
    await run("--output", "json", "-o", "auth.json");
    expect(await readFile(join(cwd, "auth.json"), "utf8")).toBe(json.stdout);
  });

  it("writes a base and an overlay of Kustomize, again over its own, and leaves other overlays alone", async () => {
    const args = ["--output", "kustomize", "-o", "deploy/"];
    expect(await run(...args, "--callout", "https://keys.example.com")).toMatchObject({ code: 0 });
    const own = ["base/kustomization.yaml", "base/wasmplugin-auth.yaml"];
    const overlay = ["overlays/default/kustomization.yaml", "overlays/default/wasmplugin-auth.yaml"];
    const callout = ["destinationrule", "serviceentry"].map((kind) => `base/${kind}-callout-keys.example.com-443.yaml`);
    expect(await tree("deploy")).toEqual([...own, ...callout, ...overlay].sort());

    await cp(join(cwd, "deploy/overlays/default"), join(cwd, "deploy/overlays/staging"), { recursive: true });
    await writeFile(join(cwd, "deploy/README.md"), "ours");
    const { stdout } = await run(...args, "--priority", "7");
    expect(stdout.trim().split("\n")).toContain("deploy/base/wasmplugin-auth.yaml");
    const staging = overlay.map((file) => file.replace("default", "staging"));
    expect(await tree("deploy")).toEqual(["README.md", ...own, ...overlay, ...staging]);
    expect(await readFile(join(cwd, "deploy/base/wasmplugin-auth.yaml"), "utf8")).toContain("priority: 7");
    expect(await readFile(join(cwd, "deploy/overlays/staging/wasmplugin-auth.yaml"), "utf8")).toContain("value: 10");
    expect(await readdir(cwd)).toEqual(["deploy"]);
  });

  it("writes a chart of Helm, with what differs between installations in its values", async () => {
    const { code } = await run(
      "--output",
      "helm",
      "-o",
      "chart",
      "--config",
      '{"a":"{{ b }}"}',
      "--chart-version",
      "1.2.3-rc.1",
    );
    expect(code).toBe(0);
    const files = ["Chart.yaml", "templates/wasmplugin-auth.yaml", "values.schema.json", "values.yaml"];
    expect(await tree("chart")).toEqual(files);
    const chart = await readFile(join(cwd, "chart/Chart.yaml"), "utf8");
    expect(chart).toContain("version: 1.2.3-rc.1\n");
    expect(chart.startsWith(HEADER)).toBe(true);
    expect(await readFile(join(cwd, "chart/values.yaml"), "utf8")).toContain(`url: ${MODULE}\n`);
    const template = await readFile(join(cwd, "chart/templates/wasmplugin-auth.yaml"), "utf8");
    expect(template).not.toContain("registry.example.com");
    expect(template).toContain('pluginConfig: {{ (index .Values.plugins "auth").config | toJson }}\n');

    expect((await run("--output", "helm", "-o", "chart")).code).toBe(0);
    expect(await readFile(join(cwd, "chart/values.schema.json"), "utf8")).not.toContain('"config"');
  });

  it("says what it would write, and writes nothing, with --dry-run", async () => {
    const { code, stdout } = await run("--output", "helm", "-o", "chart", "--dry-run", "--json");
    expect({ code, result: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      result: {
        objects: ["WasmPlugin istio-system/auth"],
        files: ["Chart.yaml", "values.yaml", "values.schema.json", "templates/wasmplugin-auth.yaml"].map(
          (file) => `chart/${file}`,
        ),
        isDryRun: true,
      },
    });
    expect((await run("--dry-run")).stdout).toBe("would write WasmPlugin istio-system/auth\n");
    expect((await run("--dry-run", "--priority", "3000000000")).code).toBe(2);
    expect(await readdir(cwd)).toEqual([]);
  });

  it("leaves a folder alone that holds something else, unless it is forced to", async () => {
    await mkdir(join(cwd, "chart/templates"), { recursive: true });
    await writeFile(join(cwd, "chart/Chart.yaml"), "name: theirs\n");
    await writeFile(join(cwd, "chart/templates/theirs.yaml"), "theirs\n");
    const args = ["--output", "helm", "-o", "chart"];
    for (const dryRun of [[], ["--dry-run"]]) {
      const { code, stdout, stderr } = await run(...args, ...dryRun);
      expect(stderr).toMatch(/^error: chart holds something that `sluice manifest` did not make\nhint: .*force it/m);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    }
    expect(await tree("chart")).toEqual(["Chart.yaml", "templates/theirs.yaml"]);

    expect((await run(...args, "--force")).code).toBe(0);
    expect(await readFile(join(cwd, "chart/Chart.yaml"), "utf8")).toContain("name: auth");
    expect(await tree("chart")).toContain("templates/theirs.yaml");

    await writeFile(join(cwd, "chart/values.yaml"), "plugins: {}\n");
    const { code, stderr } = await run(...args);
    expect(stderr).toContain("error: chart holds values.yaml, which is not of ours\n");
    expect(code).toBe(2);
    await writeFile(join(cwd, "file"), "");
    expect(await run("--output", "helm", "-o", "file")).toMatchObject({ code: 2, stdout: "" });
    expect(await run("--output", "helm", "-o", ".", "--force")).toMatchObject({ code: 2, stdout: "" });
  });

  it.each<[string, readonly string[]]>([
    ["--output kustomize is a folder, and none is named", ["--output", "kustomize"]],
    ["--output", ["--output", "toml"]],
    ["--chart-version is for --output helm", ["--chart-version", "1.0.0"]],
    ["--chart-version is no version", ["--output", "helm", "-o", "chart", "--chart-version", "v1"]],
    ["--force is for the folders", ["--force", "-o", "a.yaml"]],
    ["--diff prints no manifest", ["--diff", "live.yaml", "-o", "a.yaml"]],
    [
      "error: WasmPlugin and TrafficExtension each insert auth",
      ["--kind", "TrafficExtension", "--output", "helm", "-o", "chart"],
    ],
  ])("refuses what contradicts itself: %s", async (message, args) => {
    const { code, stdout, stderr } = await run(...args);
    expect(stderr).toMatch(/^(?:note: .*\n)*error: .*\n(?:hint: .*\n)$/);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(await readdir(cwd)).toEqual([]);
  });

  it("makes no chart of what is no object", async () => {
    const args = ["manifest", "https://example.com/a.wasm", "--kind", "Envoy", "--sha256", "a".repeat(64)];
    const { code, stderr } = await runCli([...args, "--output", "helm", "-o", "chart"], { cwd });
    expect(stderr).toContain("error: --output helm is for objects of Kubernetes, and --kind makes a file for Envoy\n");
    expect(code).toBe(2);
  });
});
