import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { createManifest } from "../../../tooling/manifest/index.js";

it("refuses a TCP filter, which Envoy would never call in a chain of HTTP filters", async () => {
  const folder = await mkdtemp(join(tmpdir(), "network-filter-"));
  try {
    const module = join(folder, "tcp-log.wasm");
    await writeFile(module, (await compileFilter({ filter: "examples/tcp-log" })).module);
    const manifest = createManifest({ module, kinds: ["WasmPlugin"], url: "https://plugins.test/tcp-log.wasm" });
    await expect(manifest).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: expect.stringContaining("TCP only") as string,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
