import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EnvoyFilter } from "../../../istio/index.js";
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

  it.each([
    ["ecds", 1, "config_discovery"],
    ["inline", 0, "typed_config"],
  ] as const)("goes before the TCP proxy in an EnvoyFilter, %s", async (form, index, means) => {
    const options = { module: tcpLog, kinds: ["EnvoyFilter"], url: "https://plugins.test/a.wasm", form } as const;
    const { objects } = await createManifest(options);
    const patches = (objects[0] as EnvoyFilter).spec.configPatches;
    expect(patches[index]).toMatchObject({
      applyTo: "NETWORK_FILTER",
      match: { listener: { filterChain: { filter: { name: "envoy.filters.network.tcp_proxy" } } } },
      patch: { operation: "INSERT_BEFORE" },
    });
    expect(patches[index]?.patch.value).toHaveProperty(means);
    const text = JSON.stringify(patches);
    expect(text).toContain("envoy.extensions.filters.network.wasm.v3.Wasm");
    expect(text).not.toContain("filters.http");
  });

  it.each([
    ["routes", { routes: ["api"] }],
    ["allowOnHeadersStopIteration", { allowOnHeadersStopIteration: true }],
  ])("has no requests that %s could mean", async (flag, options) => {
    const kinds = ["EnvoyFilter"] as const;
    const url = "https://plugins.test/a.wasm";
    await expect(createManifest({ module: tcpLog, kinds, url, ...options })).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: expect.stringContaining(`${flag}: ${tcpLog} has callbacks for TCP only`) as string,
    });
  });

  it("is told by its root id from an HTTP filter of the same module", async () => {
    expect(await typeOf(mixed, "WasmPlugin", "wire")).toBe("NETWORK");
    expect(await typeOf(mixed, "WasmPlugin", "web")).toBeUndefined();
  });

  it.each(["HigressWasmPlugin", "EnvoyExtensionPolicy", "Envoy", "EnvoyExtension"] as const)(
    "is refused as a kind that attaches HTTP filters, where nothing would call it: %s",
    async (kind) => {
      await expect(typeOf(tcpLog, kind)).rejects.toMatchObject({
        code: "ERR_USAGE",
        message: expect.stringContaining(`kinds: ${kind}: ${tcpLog} has callbacks for TCP only`) as string,
      });
      await expect(typeOf(mixed, kind, "wire")).rejects.toMatchObject({
        message: expect.stringContaining('"wire" of ') as string,
      });
    },
  );
});
