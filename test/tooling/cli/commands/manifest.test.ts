import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { fixtureModule } from "../../manifest/fixture-module.js";
import { runCli } from "../run-cli.js";

let folder = "";
let module = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-manifest-"));
  module = join(folder, "auth.wasm");
  await writeFile(module, fixtureModule());
});
afterAll(() => rm(folder, { recursive: true }));

const URL = "http://example.com/auth.wasm";

describe("sluice manifest", () => {
  it("prints YAML documents on stdout and notes on stderr", async () => {
    const config = '{"jwt_secret": "hunter2"}';
    const args = ["--kind", "registry,wasmplugin", "--kind", "EnvoyFilter", "--config", config];
    const { code, stdout, stderr } = await runCli(["manifest", module, ...args]);
    expect(parseAllDocuments(stdout).map((document) => (document.toJS() as { kind: string }).kind)).toEqual([
      "ConfigMap",
      "Deployment",
      "Service",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "WasmPlugin",
      "EnvoyFilter",
    ]);
    expect(stderr).toMatch(/^note: \$\.jwt_secret .* plain text/m);
    expect(stderr).not.toContain("hunter2");
    expect(code).toBe(0);
  });

  it("prints one List that kubectl takes with --json", async () => {
    const { code, stdout } = await runCli(["manifest", module, "--kind", "WasmPlugin", "--url", URL, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ apiVersion: "v1", kind: "List", items: [{ kind: "WasmPlugin" }] });
    expect(code).toBe(0);
  });

  it("says what applying would change, and no manifest, with --diff", async () => {
    const args = ["manifest", module, "--kind", "WasmPlugin", "--url", URL];
    const live = join(folder, "live.yaml");
    await writeFile(live, (await runCli([...args, "--priority", "5"])).stdout);
    const { code, stdout } = await runCli([...args, "--diff", live]);
    expect(stdout.trim()).toBe("changed  WasmPlugin istio-system/auth spec.priority: 5 → 10");
    expect(code).toBe(0);
    const same = await runCli([...args, "--priority", "5", "--diff", live, "--json"]);
    expect(JSON.parse(same.stdout)).toEqual({ differences: [] });
  });

  it("hands every flag on", async () => {
    const args = [
      [
        "--kind",
        "WasmPlugin,EnvoyFilter",
        "--url",
        URL,
        "--name",
        "guard",
        "--namespace",
        "gateways",
        "--root-id",
        "r",
      ],
      ["--selector", "istio=ingressgateway", "--selector", "tier=edge", "--phase", "AUTHZ", "--priority", "-5"],
      [
        "--fail-strategy",
        "FAIL_RELOAD",
        "--env",
        "MODE=a=b",
        "--host-env",
        "POD_NAME",
        "--image-pull-policy",
        "Always",
      ],
      ["--image-pull-secret", "s", "--plugin-name", "p", "--patch-name", "f", "--context", "ANY", "--vm-id", "v"],
      ["--existing-cluster", "outbound|80||example.com", "--timeout", "2.5s", "--allow-on-headers-stop-iteration"],
      ["--unrestricted"],
    ].flat();
    const { stdout } = await runCli(["manifest", module, ...args, "--json"]);
    const { items } = JSON.parse(stdout) as { items: unknown[] };
    const metadata = { name: "guard", namespace: "gateways" };
    const labels = { istio: "ingressgateway", tier: "edge" };
    expect(items).toMatchObject([
      {
        metadata,
        spec: {
          selector: { matchLabels: labels },
          phase: "AUTHZ",
          priority: -5,
          failStrategy: "FAIL_RELOAD",
          pluginName: "r",
          imagePullPolicy: "Always",
          imagePullSecret: "s",
          vmConfig: {
            env: [
              { name: "MODE", value: "a=b" },
              { name: "POD_NAME", valueFrom: "HOST" },
            ],
          },
        },
      },
      {
        metadata,
        spec: {
          workloadSelector: { labels },
          priority: -5,
          configPatches: [
            {
              match: { context: "ANY" },
              patch: {
                value: {
                  name: "f",
                  typed_config: {
                    config: {
                      name: "p",
                      root_id: "r",
                      failure_policy: "FAIL_RELOAD",
                      allow_on_headers_stop_iteration: true,
                      vm_config: {
                        vm_id: "v",
                        code: { remote: { http_uri: { cluster: "outbound|80||example.com", timeout: "2.5s" } } },
                        environment_variables: { host_env_keys: ["POD_NAME"], key_values: { MODE: "a=b" } },
                      },
                    },
                  },
                },
              },
            },
          ],
        },
      },
    ]);
    expect(stdout).not.toContain("capability_restriction_config");
  });

  it("attaches to targets, whose API group may be left out where it is known", async () => {
    const targets = ["--target-ref", "Gateway/public", "--target-ref", "Service.core/web"];
    const args = ["--kind", "WasmPlugin", "--url", URL, "--json", ...targets];
    const { stdout } = await runCli(["manifest", module, ...args]);
    expect(JSON.parse(stdout)).toMatchObject({
      items: [
        {
          spec: {
            targetRefs: [
              { group: "gateway.networking.k8s.io", kind: "Gateway", name: "public" },
              { group: "core", kind: "Service", name: "web" },
            ],
          },
        },
      ],
    });
  });

  it.each<[string, readonly string[]]>([
    ["--kind", []],
    ["--kind", ["--kind", "Ingress"]],
    ["--selector", ["--kind", "WasmPlugin", "--selector", "istio"]],
    ["--selector", ["--kind", "WasmPlugin", "--selector", "a=b", "--selector", "a=c"]],
    ["--phase", ["--kind", "WasmPlugin", "--phase", "AUTH"]],
    ["--priority", ["--kind", "WasmPlugin", "--priority", "high"]],
    ["--timeout", ["--kind", "EnvoyFilter", "--timeout", "10m"]],
    ["--timeout", ["--kind", "EnvoyFilter", "--timeout", "0"]],
    ["--existing-cluster", ["--kind", "EnvoyFilter", "--cluster", "a", "--existing-cluster", "b"]],
    ["--target-ref", ["--kind", "WasmPlugin", "--target-ref", "Gateway"]],
    ["--target-ref", ["--kind", "WasmPlugin", "--target-ref", "Deployment/a"]],
    ["--url", ["--kind", "WasmPlugin"]],
    ["--config", ["--kind", "WasmPlugin", "--url", URL, "--config", '{"jwt_secret": hunter2}']],
    ["--config", ["--kind", "WasmPlugin", "--url", URL, "--config", "missing.json"]],
    ["--replicas", ["--kind", "registry", "--replicas", "-1"]],
  ])("names the flag that is wrong, prints nothing and exits 2: %s %j", async (flag, args) => {
    const { code, stdout, stderr } = await runCli(["manifest", module, ...args]);
    expect(stderr).toMatch(/^error: .*\n(hint: .*\n)$/);
    expect(stderr.split("\n")[0]).toContain(flag);
    expect(stderr).not.toContain("hunter2");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("names the file that is missing", async () => {
    const path = join(folder, "missing.wasm");
    const { code, stderr } = await runCli(["manifest", path, "--kind", "registry"]);
    expect(stderr).toContain(path);
    expect(code).toBe(2);
  });
});
