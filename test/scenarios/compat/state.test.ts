import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const filter = "test/fixtures/filters/compat-state";

describe.each(engines)("state of filters written for proxy-runtime on %s", (engine) => {
  async function start(config?: string, workers = 1): Promise<TestGateway> {
    return serve({
      ...{ engine, filter, workers, vmId: "compat", vmConfig: "of the VM" },
      ...(config === undefined ? {} : { config }),
      upstream: (request) => Response.json(Object.fromEntries(request.headers)),
    });
  }

  async function headersOf(gateway: TestGateway, path = "/"): Promise<Record<string, string>> {
    return (await (await gateway.fetch(path)).json()) as Record<string, string>;
  }

  it("reads its configuration and the VM's", async () => {
    await using gateway = await start("hi");
    expect(await headersOf(gateway)).toMatchObject({ "x-config": "[hi]", "x-settings": "of the VM" });
  });

  it("takes no configuration for an empty one", async () => {
    await using gateway = await start();
    expect(await headersOf(gateway)).toMatchObject({ "x-config": "[]" });
  });

  it("does not start with a configuration that it refuses, nor with a root id that it has not", async () => {
    await expect(start("refuse")).rejects.toMatchObject({ code: "ERR_CONFIGURATION_REFUSED" });
    await expect(serve({ engine, filter, rootId: "nobody" })).rejects.toMatchObject({
      message: expect.stringContaining("compat-state") as string,
    });
  });

  it("counts, gauges and observes, and reads back what it recorded", async () => {
    await using gateway = await start("hi");
    const headers = await headersOf(gateway);
    expect(headers).toMatchObject({ "x-level": "0 40", "x-level-after": "39", "x-histogram": "2", "x-no-metric": "1" });
    const named = async (name: string): Promise<unknown> =>
      (await gateway.metrics()).find((sample) => sample.name === name);
    expect(await named("requests_total")).toMatchObject({ type: "counter", value: 1 });
    expect(await named("early_total")).toMatchObject({ type: "counter", value: 1 });
    expect(await named("level")).toMatchObject({ type: "gauge", value: 39 });
    await expect.poll(() => named("sizes")).toMatchObject({ type: "histogram", count: 1 });
  });

  it("defines a metric that is made in a root context before it is used", async () => {
    await using gateway = await start("hi");
    expect((await gateway.metrics()).map(({ name }) => name)).toContain("requests_total");
  });

  it("counts exactly over all workers by compare-and-swap", async () => {
    await using gateway = await start("hi", 2);
    const answers = await Promise.all(Array.from({ length: 100 }, () => headersOf(gateway, "/counted")));
    const visits = answers.map((headers) => parseInt(headers["x-visits"] ?? "", 10)).sort((a, b) => a - b);
    expect(visits).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(answers.filter((headers) => headers["x-visits"]?.endsWith(" 1"))).toHaveLength(1);
  });

  it("hands items from queue to root", async () => {
    await using gateway = await start("hi");
    expect(await headersOf(gateway, "/queue/one")).toMatchObject({ "x-queue": "01", "x-no-queue": "1" });
    await expect.poll(() => gateway.logs.map(({ message }) => message)).toContain("item one");
  });

  it("calls foreign functions, and gets nothing from one that is not there", async () => {
    await using gateway = await start("hi");
    expect(await headersOf(gateway)).toMatchObject({ "x-compressed": "yes", "x-foreign": "0" });
    expect(gateway.logs.map(({ message }) => message)).toContain("call_foreign_function failed: 1");
  });

  it("ticks, tells the time and the level of the log", async () => {
    await using gateway = await start("hi");
    await expect.poll(async () => Number((await headersOf(gateway))["x-ticks"])).toBeGreaterThanOrEqual(2);
    const headers = await headersOf(gateway);
    expect(Math.abs(Number(headers["x-now"]) - Date.now())).toBeLessThan(5000);
    expect(headers["x-level-of-log"]).toBe("info");
  });

  it("may say that it is done when nobody waits for that", async () => {
    await using gateway = await start("hold");
    expect((await gateway.fetch("/finish")).status).toBe(200);
    expect((await gateway.fetch("/")).status).toBe(200);
  });

  it.each([
    ["first", "second"],
    ["second", ""],
  ])("keeps two configurations in one VM apart: %j, then %j", async (one, other) => {
    await using gateway = await serve({
      engine,
      plugins: [one, other].map((config) => ({ filter, config, name: `state-${config}`, vmId: "compat" })),
      upstream: (request) => Response.json(request.headerLines.filter(([name]) => name.toLowerCase() === "x-config")),
    });
    const lines = (await (await gateway.fetch("/")).json()) as string[][];
    expect(lines.map(([, value]) => value)).toEqual([`[${one}]`, `[${other}]`]);
  });
});
