import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createChain, type ChainOptions } from "../../../tooling/manifest/index.js";
import { fixtureModule } from "./fixture-module.js";

let folder = "";
const NAMES = ["cors", "auth", "metrics"] as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-chain-"));
  for (const name of NAMES) {
    await writeFile(join(folder, `${name}.wasm`), fixtureModule({ name, rootIds: [name] }));
  }
});
afterAll(() => rm(folder, { recursive: true }));

function chain(options: Partial<ChainOptions> = {}, changes: Partial<Record<(typeof NAMES)[number], object>> = {}) {
  const plugins = NAMES.map((name) => ({
    module: join(folder, `${name}.wasm`),
    url: `https://example.com/${name}.wasm`,
    ...changes[name],
  }));
  return createChain({ kinds: ["WasmPlugin"], selector: { app: "a" }, plugins, ...options });
}

async function prioritiesOf(options: Partial<ChainOptions>): Promise<unknown[]> {
  const { objects } = await chain(options);
  return objects.map(({ metadata, ...object }) => [
    metadata.name,
    (object as { spec: { priority?: number } }).spec.priority,
  ]);
}

const refused = (message: RegExp) => ({ code: "ERR_USAGE", message: expect.stringMatching(message) as string });

describe("a chain", () => {
  it.each(["WasmPlugin", "TrafficExtension"] as const)("of %ss runs the higher priority first", async (kind) => {
    expect(await prioritiesOf({ kinds: [kind] })).toEqual([
      ["cors", 30],
      ["auth", 20],
      ["metrics", 10],
    ]);
  });

  it("of EnvoyFilters inserts the lower priority first", async () => {
    expect(await prioritiesOf({ kinds: ["EnvoyFilter"] })).toEqual([
      ["cors", 10],
      ["auth", 20],
      ["metrics", 30],
    ]);
  });

  it("of Envoy Gateway is one policy, since of several it heeds one", async () => {
    const targetRefs = [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "shop" }];
    const { objects } = await chain({ kinds: ["EnvoyExtensionPolicy"], targetRefs, selector: undefined as never });
    expect(objects).toMatchObject([{ metadata: { name: "cors" }, spec: { wasm: NAMES.map((name) => ({ name })) } }]);
  });

  it("lets a plugin say what is its own", async () => {
    const { objects } = await chain({ phase: "AUTHN" }, { metrics: { phase: "STATS", priority: 5, name: "counts" } });
    expect(objects).toMatchObject([
      { spec: { phase: "AUTHN", priority: 30 } },
      { spec: { phase: "AUTHN", priority: 20 } },
      { metadata: { name: "counts" }, spec: { phase: "STATS", priority: 5 } },
    ]);
  });

  it("makes a host that two plugins call once", async () => {
    const { objects } = await chain({ callouts: ["http://audit.example.com"] });
    expect(objects.filter(({ kind }) => kind === "ServiceEntry")).toHaveLength(1);
  });

  it("says of a host that one of its plugins calls nothing of the others", async () => {
    const auth = { configuration: { cluster: "outbound|80||audit.example.com" } };
    const others = { cors: { configuration: { a: 1 } }, metrics: { configuration: { b: 1 } } };
    const saying = {
      notes: expect.arrayContaining([expect.stringMatching(/^nothing in the configuration/)]) as string[],
    };
    const made = await chain({ callouts: ["http://audit.example.com"] }, { auth, ...others });
    expect(made).not.toMatchObject(saying);
    expect(made.objects).toContainEqual(expect.objectContaining({ kind: "ServiceEntry" }));
    expect(await chain({ callouts: ["http://other.example.com"] }, { auth, ...others })).toMatchObject(saying);
  });

  it.each(["auth", "ext-authz", "hmac-signature"])("says that %s refuses preflights before cors", async (rootId) => {
    const module = join(folder, `${rootId}-first.wasm`);
    await writeFile(module, fixtureModule({ name: "first", rootIds: [rootId] }));
    const first = { module, url: "https://example.com/first.wasm" };
    const cors = { module: join(folder, "cors.wasm"), url: "https://example.com/cors.wasm", name: "pages" };
    const notesOf = async (...plugins: ChainOptions["plugins"]) => (await chain({ plugins })).notes;
    expect(await notesOf(first, cors)).toEqual([
      expect.stringContaining(`plugins[1] (cors) is behind plugins[0] (${rootId}), which refuses the preflights`),
    ]);
    expect(await notesOf(cors, first)).toEqual([]);
    expect(await notesOf(first)).toEqual([]);
  });

  it("is refused where phases contradict its order", async () => {
    await expect(chain({}, { cors: { phase: "STATS" }, auth: { phase: "AUTHN" } })).rejects.toMatchObject(
      refused(/^plugins\[1\]\.phase runs before that of plugins\[0\]/),
    );
  });

  it("is refused where a plugin without a phase, which runs last, comes before one with a phase", async () => {
    await expect(chain({}, { metrics: { phase: "STATS" } })).rejects.toMatchObject(refused(/^plugins\[2\]\.phase/));
  });

  it("is refused where an EnvoyFilter, which Istio puts behind its own plugins, comes before one of them", async () => {
    const early = { cors: { kinds: ["EnvoyFilter"] } };
    await expect(chain({}, early)).rejects.toMatchObject(
      refused(/^plugins\[1\]\.kinds: a WasmPlugin runs before the EnvoyFilter of plugins\[0\]$/),
    );
    await expect(chain({}, { metrics: { kinds: ["EnvoyFilter"] } })).resolves.toBeDefined();
    await expect(chain({ kinds: ["WasmPlugin", "EnvoyFilter"] })).resolves.toBeDefined();
  });

  it("is refused where two plugins share a name", async () => {
    await expect(chain({}, { auth: { name: "cors" } })).rejects.toMatchObject(refused(/two of them are called cors/));
  });

  it("may fetch all its modules from one cluster, but not from two hosts by one name", async () => {
    const shared = { kinds: ["EnvoyFilter"], cluster: { name: "modules" } } as const;
    await expect(chain(shared)).resolves.toMatchObject({ objects: { length: NAMES.length } });
    const elsewhere = { auth: { url: "https://example.org/auth.wasm" } };
    await expect(chain(shared, elsewhere)).rejects.toMatchObject(
      refused(/^plugins: the cluster "modules" would be of two hosts$/),
    );
    await expect(chain({ kinds: ["EnvoyFilter"], form: "inline" }, elsewhere)).resolves.toBeDefined();
  });

  it("is refused for the files of a plain Envoy", async () => {
    await expect(chain({ kinds: ["Envoy"], selector: undefined as never })).rejects.toMatchObject(
      refused(/^kinds: Envoy/),
    );
  });
});
