import { setMaxListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

/** As text in the module twice as many bytes: some 480 of such streams make its memory scarce. */
const PATH = `/hold?${"x".repeat(50_000)}`;
const STREAMS = 800;
const BATCH = 50;
/** At most so many refusals are between two looks at what is free. */
const PATIENCE = 300;

describe.each(engines)("streams that fill the module's memory, on %s", (engine) => {
  it("are refused, end nothing of the others, and once they leave the gateway serves again", async () => {
    await using gateway = await serve({ engine, filter: "test/fixtures/filters/adversarial", workers: 1 });
    const leave = new AbortController();
    setMaxListeners(STREAMS, leave.signal);
    const refused: number[] = [];
    const held: Promise<unknown>[] = [];
    for (let opened = 0; opened < STREAMS; opened += BATCH) {
      for (let i = 0; i < BATCH; ++i) {
        const stream = gateway.fetch(PATH, { signal: leave.signal });
        held.push(stream.then(({ status }) => refused.push(status)).catch(() => null));
      }
      // A request that is answered, whatever the answer, tells that the gateway has taken those before it.
      await gateway.fetch("/");
    }
    expect((await gateway.fetch("/")).status).toBe(503);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(STREAMS - 400);
    expect(new Set(refused)).toEqual(new Set([503]));
    leave.abort();
    await Promise.all(held);
    let attempts = 1;
    while ((await gateway.fetch("/")).status !== 200 && attempts < PATIENCE) ++attempts;
    expect(attempts).toBeLessThan(PATIENCE);
    expect(gateway.logs.filter(({ level }) => level === "critical")).toEqual([]);
    const complaints = gateway.logs.filter(({ message }) => message.includes("memory is full"));
    expect(complaints).toHaveLength(1);
  }, 60_000);
});
