import { readFile } from "node:fs/promises";
import { it } from "vitest";
import { describeOnMesh } from "./mesh/describe-on-mesh.js";
import { EFFECTS, exampleConfig } from "./mesh/filter-effects.js";
import { printManifest } from "./mesh/print-manifest.js";

describeOnMesh("a host outside the mesh", (stage) => {
  it("is called by a plugin whose manifest has it made a cluster", async () => {
    const { mesh, publisher, services } = stage();
    const module = await publisher.publish("filters/ext-authz", "ext-authz");
    const { port } = new URL(services.authz);
    const example = JSON.parse(await readFile(exampleConfig("ext-authz"), "utf8")) as { service: object };
    const service = { ...example.service, cluster: `outbound|${port}||localhost`, timeout_ms: 10_000 };
    const flags = ["--callout", `http://localhost:${port}`];
    await mesh.apply(
      await printManifest({
        kind: "WasmPlugin",
        name: "calling",
        module,
        config: JSON.stringify({ ...example, service }),
        flags,
      }),
    );
    await EFFECTS["ext-authz"]?.(mesh);
  });
});
