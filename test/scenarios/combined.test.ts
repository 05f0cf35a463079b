import { describe, expect, it } from "vitest";
import { engines, type PluginOptions, serve } from "sluice/testing";
import { adminGet } from "../../tooling/envoy/admin.js";

const filter = ["filters/request-id", "test/fixtures/filters/hello"];

describe.each(engines)("two filters in one module on %s", { timeout: 120_000 }, (engine) => {
  it("both act", async () => {
    await using gateway = await serve({
      engine,
      plugins: [
        { filter, rootId: "hello", vmId: "one" },
        { filter, rootId: "request-id", vmId: "one" },
      ],
      upstream: ({ headers }) => Response.json([headers.get("x-wasm"), headers.has("x-request-id")]),
    });
    const response = await gateway.fetch("/");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(["1", true]);
  });

  it("act when one of them is written for @solo-io/proxy-runtime", async () => {
    const both = ["filters/request-id", "test/fixtures/filters/compat-addheader"];
    await using gateway = await serve({
      engine,
      plugins: ["hello", "request-id"].map((rootId) => ({ filter: both, rootId })),
      upstream: ({ headers }) => Response.json([headers.get("x-wasm"), headers.has("x-request-id")]),
    });
    const response = await gateway.fetch("/");
    expect(response.headers.get("hello")).toBe("world!");
    expect(await response.json()).toEqual(["1", true]);
  });

  it("takes each plugin's configuration by its own schema", async () => {
    const plugins = [{ filter, rootId: "request-id", config: { nonsense: 1 } }];
    await expect(serve({ engine, plugins })).rejects.toMatchObject({ code: "ERR_CONFIGURATION_REFUSED" });
  });
});

describe.each(engines)("the environment of one of two filters of a module on %s", (engine) => {
  const both = ["test/fixtures/filters/adversarial", "test/fixtures/filters/hello"];

  it.each([
    [{}, { SECOND: "two=2" }],
    [{ SECOND: "two=2" }, {}],
  ])("is its own: %j, %j", async (first, second) => {
    await using gateway = await serve({
      engine,
      plugins: [
        { filter: both, rootId: "hello", environment: first },
        { filter: both, rootId: "adversarial", environment: second },
      ],
      upstream: ({ headers }) => new Response(headers.get("x-answer")),
    });
    const answer = await (await gateway.fetch("/environment")).text();
    expect(answer).toBe(`${Object.values(second)[0] ?? "null"} null`);
  });
});

const [STEPS, HELLO] = ["test/fixtures/filters/steps", "test/fixtures/filters/hello"];

/** A filter that traps, and one behind it that marks requests: both in one module, or each in its own. */
function chain(isOneModule: boolean, rest: Partial<PluginOptions>): PluginOptions[] {
  const [first, second] = isOneModule
    ? [
        [STEPS, HELLO],
        [STEPS, HELLO],
      ]
    : [STEPS, HELLO];
  return [
    { filter: first, rootId: "steps", ...rest },
    { filter: second, rootId: "hello", ...rest },
  ];
}

describe.each(engines)("a trap in one filter of a chain on %s", { timeout: 120_000 }, (engine) => {
  const upstream = ({ headers }: Request): Response => new Response(headers.get("x-wasm"));

  it.each([
    ["ends the other too where they are one module, which fails closed", true, "FAIL_CLOSED", [503, null]],
    ["leaves both out where they are one module, which fails open", true, "FAIL_OPEN", [200, ""]],
    ["leaves the other at work where it is a module of its own", false, "FAIL_OPEN", [200, "1"]],
  ] as const)("%s", async (_, isOneModule, failurePolicy, expected) => {
    await using gateway = await serve({ engine, plugins: chain(isOneModule, { failurePolicy }), upstream });
    expect(await (await gateway.fetch("/")).text()).toBe("1");
    expect((await gateway.fetch("/loop")).status).toBe(503);
    const after = await gateway.fetch("/");
    expect([after.status, after.status === 200 ? await after.text() : null]).toEqual(expected);
  });

  it("ends with a fresh VM for both of one module that is reloaded", async () => {
    const plugins = chain(true, { failurePolicy: "FAIL_RELOAD" });
    await using gateway = await serve({ engine, plugins, upstream });
    expect((await gateway.fetch("/loop")).status).toBe(503);
    await expect.poll(async () => (await gateway.fetch("/")).text(), { timeout: 20_000 }).toBe("1");
  });
});

describe("the VMs of a chain on envoy", { timeout: 120_000 }, () => {
  /** Beside the workers': one that the others are cloned from, and that of the main thread. */
  const BESIDE = 2;

  /** Those that run, and those that there ever were: each plugin is tried in one of its own first. */
  async function countVms(plugins: PluginOptions[], workers: number): Promise<{ active: number; tried: number }> {
    await using gateway = await serve({ engine: "envoy", plugins, workers });
    const { body } = await adminGet(gateway.adminUrl ?? "", "/stats?format=json&filter=^wasm.envoy.wasm.runtime.v8");
    const { stats } = JSON.parse(body) as { stats: { name: string; value: number }[] };
    const [active = 0, created = 0] = ["active", "created"].map(
      (last) => stats.find(({ name }) => name === `wasm.envoy.wasm.runtime.v8.${last}`)?.value,
    );
    return { active, tried: created - active };
  }

  it.each([1, 3])("are one for two filters of one module, on each of %d workers", async (workers) => {
    const expected = { active: BESIDE + workers, tried: 2 };
    expect(await countVms(chain(true, { vmId: "one" }), workers)).toEqual(expected);
    expect(await countVms(chain(true, {}), workers)).toEqual(expected);
    const alone = await countVms([{ filter: HELLO }], workers);
    expect(alone).toEqual({ active: BESIDE + workers, tried: 1 });
  });

  it.each([
    ["of two modules, whatever their vm_id", chain(false, { vmId: "one" })],
    [
      "of one module with two environments",
      chain(true, {}).map((plugin, index) => ({ ...plugin, environment: { INDEX: `${index}` } })),
    ],
    ["of one module under two vm_ids", chain(true, {}).map((plugin, index) => ({ ...plugin, vmId: `vm-${index}` }))],
  ])("are two for two filters %s", async (_, plugins) => {
    expect(await countVms(plugins, 2)).toEqual({ active: 2 * (BESIDE + 2), tried: 2 });
  });
});
