import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { createManifest, type ManifestKind } from "../../../tooling/manifest/index.js";
import { fixtureModule } from "./fixture-module.js";

let folder = "";
let tcpLog = "";
let mixed = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "network-filter-"));
  tcpLog = join(folder, "tcp-log.wasm");
  await writeFile(tcpLog, (await compileFilter({ filter: "examples/tcp-log" })).module);
  mixed = join(folder, "mixed.wasm");
  await writeFile(mixed, fixtureModule({ rootIds: ["web", "wire"], kinds: { web: ["http"], wire: ["network"] } }));
});
afterAll(() => rm(folder, { recursive: true }));

async function typeOf(module: string, kind: ManifestKind, rootId?: string): Promise<unknown> {
  const url = "https://plugins.test/a.wasm";
  const { objects } = await createManifest({ module, kinds: [kind], url, ...(rootId === undefined ? {} : { rootId }) });
  const { spec } = objects[0] as unknown as { spec: { type?: string; wasm?: { type?: string } } };
  return (spec.wasm ?? spec).type;
}

describe("a TCP filter", () => {
  it.each(["WasmPlugin", "TrafficExtension"] as const)("is of type NETWORK in a %s", async (kind) => {
    expect(await typeOf(tcpLog, kind)).toBe("NETWORK");
  });

  it("is told by its root id from an HTTP filter of the same module", async () => {
    expect(await typeOf(mixed, "WasmPlugin", "wire")).toBe("NETWORK");
    expect(await typeOf(mixed, "WasmPlugin", "web")).toBeUndefined();
  });

  it.each(["EnvoyFilter", "HigressWasmPlugin", "EnvoyExtensionPolicy", "Envoy", "EnvoyExtension"] as const)(
    "is refused as a kind that attaches HTTP filters, where nothing would call it: %s",
    async (kind) => {
      await expect(typeOf(tcpLog, kind)).rejects.toMatchObject({
        code: "ERR_USAGE",
        message: expect.stringContaining(`--kind ${kind}: ${tcpLog} has callbacks for TCP only`) as string,
      });
      await expect(typeOf(mixed, kind, "wire")).rejects.toMatchObject({
        message: expect.stringContaining('"wire" of ') as string,
      });
    },
  );
});
