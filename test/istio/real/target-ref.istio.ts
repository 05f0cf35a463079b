import { expect, it } from "vitest";
import { describeOnMesh } from "./mesh/describe-on-mesh.js";
import { EFFECTS, exampleConfig } from "./mesh/filter-effects.js";
import { TARGET_REF } from "./mesh/gateway-objects.js";
import { sluice } from "./mesh/publisher.js";

describeOnMesh("a plugin that is attached to a Gateway of the Gateway API", (stage) => {
  it.each(["WasmPlugin", "TrafficExtension", "EnvoyFilter"])(
    "acts at its gateway as a %s, and at no other",
    async (kind) => {
      const { mesh, publisher } = stage();
      const { file, oci } = await publisher.publish("filters/maintenance", "maintenance");
      const to = (name: string, targetRef: string): Promise<string> =>
        sluice(
          ...["manifest", file, "--kind", kind, "--name", `${name}-${kind.toLowerCase()}`, "--target-ref", targetRef],
          ...["--url", oci.url, "--sha256", oci.sha256, "--config", exampleConfig("maintenance")],
        );
      await mesh.apply(await to("attached", TARGET_REF));
      await EFFECTS["maintenance"]?.(mesh);
      await mesh.submit(await to("elsewhere", "Gateway/other"));
      await expect.poll(async () => (await mesh.fetch("/")).status, { timeout: 30_000 }).toBe(200);
    },
  );
});
