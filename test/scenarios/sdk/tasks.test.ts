import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

const filter = "test/fixtures/filters/tasks";
const later = (ms: number, status: number, body?: string) => async (): Promise<Response> => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return new Response(body, { status });
};

describe.each(engines)("tasks on %s", (engine) => {
  it("let go on only what waits for them, however others end", async () => {
    const clusters = { audit: later(100, 200), check: later(500, 403, "closed for José") };
    await using gateway = await serve({ engine, filter, rootId: "tasks", clusters });
    const response = await gateway.fetch("/");
    expect([response.status, await response.text()]).toEqual([403, "closed for José"]);
    await expect.poll(() => gateway.logs.map((entry) => entry.message)).toContain("audit 0");
    expect(gateway.logs.map((entry) => entry.message)).not.toContain("audit 1");
  });

  it("let a TCP connection go on", async () => {
    await using gateway = await serve({
      engine,
      kind: "network",
      filter,
      rootId: "asking",
      clusters: { check: later(50, 200) },
    });
    const client = await gateway.connect();
    client.write("hello");
    const [echo] = (await once(client, "data")) as [Buffer];
    expect(echo.toString()).toBe("hello");
    client.destroy();
  });

  it("bounds the series of a metric, also when one is named other", async () => {
    const clusters = { audit: later(0, 200), check: later(0, 200) };
    await using gateway = await serve({ engine, filter, rootId: "tasks", clusters });
    await gateway.fetch("/series");
    const values = (await gateway.metrics()).map(({ value }) => value ?? 0);
    expect(values.length).toBeLessThanOrEqual(1001);
    expect(values.reduce((sum, value) => sum + value, 0)).toBe(3000);
  });
});

describe.each(engines)("a stream kept by a filter without fields on %s", (engine) => {
  it("is found again", async () => {
    await using gateway = await serve({ engine, filter: "test/fixtures/filters/kept-stream" });
    const waiting = gateway.fetch("/wait");
    await expect.poll(() => gateway.logs.map(({ message }) => message)).toEqual(["waits"]);
    expect((await gateway.fetch("/")).status).toBe(200);
    expect((await waiting).status).toBe(200);
  });
});
