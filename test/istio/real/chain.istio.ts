import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createChain, toYaml } from "../../../tooling/manifest/index.js";
import { describeOnMesh } from "./mesh/describe-on-mesh.js";
import { NAMESPACE, SELECTOR } from "./mesh/gateway-objects.js";
import { sluice } from "./mesh/publisher.js";
import type { Mesh } from "./mesh/start-mesh.js";
import type { Reached } from "./mesh/services.js";

/** A filter that adds its name to what a request and its response have met; each name is a plugin of the one module. */
const SOURCE = `import { Flow, Headers, HttpFilter, Request, Response, register } from "sluice/sdk";

class Mark extends HttpFilter {
  constructor(private name: string) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    this.mark(request.headers);
    return Flow.Continue;
  }

  onResponseHeaders(response: Response): Flow {
    this.mark(response.headers);
    return Flow.Continue;
  }

  private mark(headers: Headers): void {
    const met = headers.get("x-met");
    headers.set("x-met", met === null ? this.name : met + " " + this.name);
  }
}
register("alpha", () => new Mark("alpha"));
register("bravo", () => new Mark("bravo"));
register("kilo", () => new Mark("kilo"));
register("mike", () => new Mark("mike"));
register("zulu", () => new Mark("zulu"));
`;

interface Link {
  readonly name: string;
  readonly phase?: "AUTHN" | "AUTHZ" | "STATS";
  readonly kinds?: readonly ("WasmPlugin" | "TrafficExtension" | "EnvoyFilter")[];
}

/** Istio breaks ties by name: of two orders of the same plugins one at most is that of the names. */
const ALONE: readonly (readonly Link[])[] = [
  [{ name: "zulu" }, { name: "mike" }, { name: "alpha" }],
  [{ name: "alpha" }, { name: "zulu" }, { name: "mike" }],
];
const IN_PHASES: readonly (readonly Link[])[] = [
  [
    { name: "zulu", phase: "AUTHN" },
    { name: "alpha", phase: "AUTHN" },
    { name: "mike", phase: "AUTHZ" },
    { name: "kilo", phase: "STATS" },
    { name: "bravo" },
  ],
  [{ name: "mike", phase: "AUTHN" }, { name: "kilo", phase: "AUTHZ" }, { name: "bravo" }, { name: "alpha" }],
];

const CHAINS: readonly (readonly [kind: string, chain: readonly Link[]])[] = [
  ...IN_PHASES.map((chain) => ["WasmPlugin", chain] as const),
  ...IN_PHASES.map((chain) => ["TrafficExtension", chain] as const),
  ...ALONE.map((chain) => ["EnvoyFilter", chain] as const),
];

const MIXED: readonly Link[] = [
  { name: "zulu", kinds: ["TrafficExtension"] },
  { name: "alpha", kinds: ["WasmPlugin"] },
  { name: "mike", kinds: ["TrafficExtension"] },
  { name: "bravo", kinds: ["EnvoyFilter"] },
];

/** The gateway's pods, as a configuration says it. */
const [KEY = "", VALUE = ""] = SELECTOR.split("=");
const COMMON = { namespace: NAMESPACE, selector: { [KEY]: VALUE } };

describeOnMesh("a chain of plugins", (stage) => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-chain-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The plugins of a chain, by names that no other chain has. */
  async function publish(chain: readonly Link[], suffix: string) {
    const { file, oci } = await stage().publisher.publishText(SOURCE, "mark");
    return chain.map(({ name, ...said }) => ({
      ...said,
      ...oci,
      module: file,
      rootId: name,
      name: `${name}-${suffix}`,
    }));
  }

  async function expectOrder(mesh: Mesh, chain: readonly Link[]): Promise<void> {
    const response = await mesh.fetch("/");
    const { headers } = (await response.json()) as Reached;
    const names = chain.map(({ name }) => name);
    expect(headers["x-met"]).toBe(names.join(" "));
    expect(response.headers.get("x-met")).toBe(names.toReversed().join(" "));
  }

  it.each(CHAINS)("of %ss is met in its order by requests, and backwards by responses: %j", async (kind, chain) => {
    const { mesh } = stage();
    const suffix = `chain-${CHAINS.findIndex((each) => each[0] === kind && each[1] === chain)}`;
    const file = join(folder, `${suffix}.json`);
    const manifest = { ...COMMON, kinds: [kind], plugins: await publish(chain, suffix) };
    await writeFile(file, JSON.stringify({ manifest }));
    await mesh.apply(await sluice("manifest", "--file", file));
    await expectOrder(mesh, chain);
  });

  it("of several kinds is met in its order too", async () => {
    const { mesh } = stage();
    const plugins = await publish(MIXED, "mixed");
    const { objects } = await createChain({ ...COMMON, kinds: ["WasmPlugin"], plugins });
    await mesh.apply(toYaml(objects));
    await expectOrder(mesh, MIXED);
  });
});
