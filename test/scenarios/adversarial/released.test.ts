import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

/** Ten more than one callback lets go. */
const STREAMS = 60;

describe.each(engines)("streams that one callback ends, on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({ engine, filter: "test/fixtures/filters/released", workers: 1 });
  });

  afterAll(() => gateway.close());

  async function hold(): Promise<Promise<string>[]> {
    const outcomes = Array.from({ length: STREAMS }, async () => {
      try {
        return await (await gateway.fetch("/hold")).text();
      } catch {
        return "closed";
      }
    });
    // A request that is answered tells that the gateway has taken those before it.
    expect((await gateway.fetch("/")).status).toBe(200);
    return outcomes;
  }

  it("are all closed, also those whose turn comes in a later tick", async () => {
    const outcomes = await hold();
    expect((await gateway.fetch("/close")).status).toBe(200);
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(["closed"]));
    expect((await gateway.fetch("/")).status).toBe(200);
    expect(gateway.logs.filter(({ level }) => level === "critical")).toEqual([]);
  });

  it("get each the answer that was meant for it, though the filter has changed it since", async () => {
    const outcomes = await hold();
    expect((await gateway.fetch("/answer")).status).toBe(200);
    const numbers = (await Promise.all(outcomes)).map(Number).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: STREAMS }, (_, number) => number));
  });
});
