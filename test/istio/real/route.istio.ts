import { expect, it } from "vitest";
import { describeOnMesh } from "./mesh/describe-on-mesh.js";
import { exampleConfig } from "./mesh/filter-effects.js";
import { printManifest } from "./mesh/print-manifest.js";

describeOnMesh("a plugin of one route", (stage) => {
  it.each([
    ["EnvoyFilter", "oci"],
    ["EnvoyFilter, inline", "http"],
  ] as const)("acts on its requests, and not on those of the other, as an %s by %s", async (kind, transport) => {
    const { mesh, publisher } = stage();
    const module = await publisher.publish("filters/maintenance", "maintenance");
    const request = { kind, module, source: module[transport], config: exampleConfig("maintenance") };
    const statuses = async (): Promise<number[]> => [
      (await mesh.fetch("/")).status,
      (await mesh.fetch("/", { headers: { "x-variant": "canary" } })).status,
    ];

    await mesh.apply(await printManifest({ ...request, name: `everywhere-${transport}` }));
    expect(await statuses()).toEqual([503, 503]);
    await mesh.apply(await printManifest({ ...request, name: `routed-${transport}`, flags: ["--route", "upstream"] }));
    // Routes are pushed apart from listeners.
    await expect.poll(statuses, { timeout: 30_000 }).toEqual([503, 200]);
  });
});
