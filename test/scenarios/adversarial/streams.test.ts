import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

const STREAMS = 5_000;
/** How many connections are opened at once: a listener's backlog has its end. */
const BATCH = 250;
/** How a gateway begins to say that the upstream did not take a connection. */
const UNCONNECTED = "upstream connect error or disconnect/reset before headers.";

describe.each(engines)("5,000 concurrent streams on %s", (engine) => {
  it("are all held, then all let go in one callback, answered or resumed, and the next is served", async () => {
    await using gateway = await serve({
      ...{ engine, filter: "test/fixtures/filters/adversarial", workers: 1 },
      upstream: () => new Response("resumed"),
    });
    for (const [path, text] of [
      ["/answer", "answered"],
      ["/resume", "resumed"],
    ] as const) {
      const held: Promise<string>[] = [];
      let answered = 0;
      for (let opened = 0; opened < STREAMS; opened += BATCH) {
        for (let i = 0; i < BATCH; ++i) {
          const body = gateway.fetch("/hold").then((response) => response.text());
          body.then(() => (answered += 1)).catch(() => (answered += 1));
          held.push(body);
        }
        // A request that is answered tells that the gateway has taken those before it.
        expect((await gateway.fetch("/")).status).toBe(200);
      }
      expect(answered).toBe(0);
      expect((await gateway.fetch(path)).status).toBe(200);
      // All of them resumed at once are more connections than an upstream takes.
      const texts = (await Promise.all(held)).filter((body) => !body.startsWith(UNCONNECTED));
      expect(new Set(texts)).toEqual(new Set([text]));
      expect((await gateway.fetch("/")).status).toBe(200);
    }
    expect(gateway.logs.filter(({ level }) => level === "critical")).toEqual([]);
  }, 60_000);
});
