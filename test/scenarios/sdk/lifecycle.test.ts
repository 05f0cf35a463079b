import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const filter = "test/fixtures/filters/lifecycle";

describe.each(engines)("lifecycle on %s", (engine) => {
  async function start(config: string | undefined, options: { workers?: number } = {}): Promise<TestGateway> {
    return serve({
      ...{ engine, filter, rootId: "lifecycle", ...options },
      ...(config === undefined ? {} : { config }),
      upstream: (request) => Response.json(Object.fromEntries(request.headers)),
    });
  }

  async function headersOf(gateway: TestGateway): Promise<Record<string, string>> {
    return (await (await gateway.fetch("/")).json()) as Record<string, string>;
  }

  it("hands the configuration to the plugin, and its words to the log", async () => {
    await using gateway = await start("hi");
    expect((await headersOf(gateway))["x-greeting"]).toBe("hi");
    const levels = new Map(gateway.logs.map((entry) => [entry.message, entry.level]));
    expect(levels.get("started")).toBe("info");
    expect(levels.get("configured with 2 bytes")).toBe("warn");
    expect(levels.get("a line at error")).toBe("error");
  });

  it("takes a missing configuration for an empty one", async () => {
    await using gateway = await start(undefined);
    expect((await headersOf(gateway))["x-greeting"]).toBe("");
  });

  it("does not start with a configuration that the plugin refuses", async () => {
    await expect(start("refuse")).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining("$: must not be that") as string,
    });
  });

  it("does not start with a root id that the module has not", async () => {
    await expect(serve({ engine, filter, rootId: "nobody" })).rejects.toMatchObject({
      message: expect.stringContaining("lifecycle, plain") as string,
    });
  });

  it("reads properties, and none where there is none", async () => {
    await using gateway = await start("hi");
    const headers = await headersOf(gateway);
    expect(headers["x-property"]).toBe("kept");
    expect(headers["x-host"]).toBe(new URL(gateway.url).host);
    expect(headers["x-unknown"]).toBe("null");
    expect(headers["x-mtls"]).toBe("no");
  });

  it("reads the clock of the host", async () => {
    await using gateway = await start("hi");
    const before = Date.now();
    const now = Number((await headersOf(gateway))["x-now"]);
    expect(now).toBeGreaterThanOrEqual(before - 1);
    expect(now).toBeLessThanOrEqual(Date.now() + 1);
  });

  it("ticks by itself", async () => {
    await using gateway = await start("tick");
    await expect.poll(async () => Number((await headersOf(gateway))["x-ticks"])).toBeGreaterThanOrEqual(3);
    expect(gateway.logs.some((entry) => entry.message === "ticked three times")).toBe(true);
  });

  it("tells a stream that it is logged, done and deleted, in this order", async () => {
    await using gateway = await start("hi");
    await gateway.fetch("/").then((response) => response.text());
    const steps = (): string[] =>
      gateway.logs.map((entry) => entry.message).filter((message) => /^(logged|done|deleted)/.test(message));
    await expect.poll(steps).toEqual(["logged 200", "done", "deleted"]);
  });

  it("counts exactly over all workers by compare-and-swap", async () => {
    await using gateway = await start("hi", { workers: 2 });
    const answers = await Promise.all(Array.from({ length: 200 }, () => headersOf(gateway)));
    const visits = answers.map((headers) => Number(headers["x-visits"])).sort((a, b) => a - b);
    expect(visits).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  });

  it("counts, gauges and observes", async () => {
    await using gateway = await start("hi", { workers: 2 });
    await Promise.all(Array.from({ length: 20 }, () => headersOf(gateway)));
    const metricsOf = async (): Promise<unknown[]> =>
      (await gateway.metrics()).filter((sample) => sample.name !== "sizes");
    await expect.poll(metricsOf).toEqual(
      expect.arrayContaining([
        { name: "streams_total", type: "counter", labels: { outcome: "answered" }, value: 20 },
        { name: "live", type: "gauge", labels: {}, value: 0 },
      ]),
    );
    const sizes = (await gateway.metrics()).find((sample) => sample.name === "sizes");
    expect(sizes).toMatchObject({ type: "histogram", count: 20 });
  });

  it("bounds what a client can make of a label: its length, its characters, and how many there are", async () => {
    await using gateway = await start("hi");
    const send = (label: string): Promise<unknown> =>
      gateway.fetch("/", { headers: { "x-label": label } }).then((response) => response.text());
    await send("x".repeat(50_000));
    await send("a;b=c.d\u00e9 e");
    for (let sent = 0; sent < 1100; sent += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, i) => send(`n${sent + i}`)));
    }
    const values = (await gateway.metrics()).filter(({ name }) => name === "labelled_total");
    const counts = new Map(values.map(({ labels, value }) => [labels["value"], value]));
    expect(counts.get("x".repeat(128))).toBe(1);
    expect(counts.get("a_b_c.d__e")).toBe(1);
    expect(counts.get("other")).toBe(102);
    expect(counts.size).toBe(1001);
  });

  it("serves two root ids of one module in one chain, and an empty root id where there is but one", async () => {
    await using gateway = await serve({
      engine,
      plugins: [
        { filter, rootId: "lifecycle", config: "one" },
        { filter, rootId: "plain" },
        { filter: "test/fixtures/filters/hello", rootId: "" },
      ],
      upstream: (request) => Response.json(Object.fromEntries(request.headers)),
    });
    expect(await headersOf(gateway)).toMatchObject({ "x-greeting": "one", "x-plain": "yes", "x-wasm": "1" });
  });

  it.each([
    ["first", "second"],
    ["second", "first"],
  ])("keeps two configurations of one root id apart in one VM: %s, then %s", async (one, other) => {
    await using gateway = await serve({
      engine,
      plugins: [one, other].map((config) => ({ filter, rootId: "lifecycle", config, name: config })),
      upstream: (request) => Response.json(Object.fromEntries(request.headers)),
    });
    const answers = await Promise.all(Array.from({ length: 10 }, () => headersOf(gateway)));
    for (const headers of answers) expect(headers["x-greeting"]).toBe(other);
  });
});
