import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { runCli } from "../../tooling/cli/run-cli.js";
import { describeOnMesh } from "./mesh/describe-on-mesh.js";
import { EFFECTS, exampleConfig, filterNames } from "./mesh/filter-effects.js";
import { type Kind, KINDS, printManifest } from "./mesh/print-manifest.js";

/** A configuration of each filter that it would refuse, and the path of what is wrong in it. */
const BAD: readonly (readonly [filter: string, configuration: object, path: string])[] = [
  [
    "auth",
    { jwt_secret: "PLACEHOLDER-put-your-own-secret-of-32-bytes-or-more-here", allowed_paths: [1] },
    "$.allowed_paths[0]",
  ],
  ["headers", { response: [{ op: "erase", name: "server" }] }, "$.response[0].op"],
  ["metrics", { requests_total: ["Method"] }, "$.requests_total[0]"],
  ["rate-limit", { rules: [{ name: "a", limit: 0, window_seconds: 60 }] }, "$.rules[0].limit"],
  ["ip-restriction", { allow: ["192.0.2.1/24"] }, "$.allow[0]"],
];

const KIND_NAMES = Object.keys(KINDS) as Kind[];
const filters = await filterNames();

describeOnMesh("a configuration that the plugin would refuse", (stage) => {
  it.each(KIND_NAMES.flatMap((kind) => BAD.map((bad) => [kind, ...bad] as const)))(
    "as a %s is refused by sluice manifest, with its path: of %s",
    async (kind, filter, configuration, path) => {
      const module = await stage().publisher.publish(`filters/${filter}`, filter);
      const { url, sha256 } = kind === "EnvoyFilter, inline" ? module.http : module.oci;
      const flags = ["--url", url, "--sha256", sha256, "--config", JSON.stringify(configuration)];
      const { code, stdout, stderr } = await runCli(["manifest", module.file, ...KINDS[kind], ...flags]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(path);
    },
  );

  it.each(filters)("of %s is refused where it has a member that the plugin does not know", async (filter) => {
    const module = await stage().publisher.publish(`filters/${filter}`, filter);
    const example = JSON.parse(await readFile(exampleConfig(filter), "utf8")) as object;
    const configuration = JSON.stringify({ ...example, no_such_member: 1 });
    const { url, sha256 } = module.oci;
    const flags = ["--kind", "TrafficExtension", "--url", url, "--sha256", sha256, "--config", configuration];
    const { code, stdout, stderr } = await runCli(["manifest", module.file, ...flags]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("$.no_such_member");
  });

  it.each(["WasmPlugin", "TrafficExtension", "EnvoyFilter"] as const)(
    "would pass istiod as a %s, be refused by the gateway, and leave the plugin as it was",
    async (kind) => {
      const { mesh, publisher } = stage();
      const module = await publisher.publish("filters/ip-restriction", "ip-restriction");
      const name = `restricted-${kind.toLowerCase()}`;
      const manifest = await printManifest({ kind, name, module, config: exampleConfig("ip-restriction") });
      await mesh.apply(manifest);
      await EFFECTS["ip-restriction"]?.(mesh);

      const bad = manifest.replace("192.0.2.0/24", "192.0.2.1/24");
      expect(bad).not.toBe(manifest);
      const complaints = (): number => mesh.logs().filter((line) => line.includes("$.allow[0]")).length;
      const before = complaints();
      await mesh.submit(bad);
      await expect.poll(complaints, { timeout: 60_000 }).toBeGreaterThan(before);
      await EFFECTS["ip-restriction"]?.(mesh);
    },
  );
});
