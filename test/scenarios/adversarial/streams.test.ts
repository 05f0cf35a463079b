import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

const STREAMS = 5_000;
/** How many connections are opened at once: a listener's backlog has its end. */
const BATCH = 250;

describe.each(engines)("5,000 concurrent streams on %s", (engine) => {
  it("are all held, then all answered, and the next is served", async () => {
    await using gateway = await serve({ engine, filter: "test/fixtures/filters/adversarial", workers: 1 });
    const held: Promise<string>[] = [];
    let answered = 0;
    for (let opened = 0; opened < STREAMS; opened += BATCH) {
      for (let i = 0; i < BATCH; ++i) {
        const text = gateway.fetch("/hold").then((response) => response.text());
        text.then(() => (answered += 1)).catch(() => (answered += 1));
        held.push(text);
      }
      // A request that is answered tells that the gateway has taken those before it.
      expect((await gateway.fetch("/")).status).toBe(200);
    }
    expect(answered).toBe(0);
    expect((await gateway.fetch("/release")).status).toBe(200);
    const texts = await Promise.all(held);
    expect(new Set(texts)).toEqual(new Set(["released"]));
    expect((await gateway.fetch("/")).status).toBe(200);
  }, 60_000);
});
