import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";
import { STEPS_PER_CALLBACK } from "../../../assembly/shared/step-limit.js";

const filter = "test/fixtures/filters/steps";
const MILLIONS = STEPS_PER_CALLBACK / 1_000_000;
const OUT_OF_STEPS = `a callback may take ${MILLIONS} million steps: make its loop end`;

/** Far more than it takes on a machine at rest, far less than for ever. */
const LIMIT_MS = 60_000;

const echo = (request: globalThis.Request): Response => new Response(request.headers.get("x-answer"));

describe.each(engines)("steps on %s", (engine) => {
  describe.each([
    ["a loop without end", "/loop"],
    ["a loop that calls another without end", "/nested"],
    ["recursion that branches without end", "/calls"],
    ["recursion through the table", "/indirect"],
    ["a loop that waits for the host", "/host"],
    ["a loop that fills memory again and again", "/copy"],
    ["a loop that fills as much of it each time", "/fill"],
  ])("of %s", (_, path) => {
    it("run out: the stream fails, why is logged, and a new VM serves", { timeout: 2 * LIMIT_MS }, async () => {
      await using gateway = await serve({ engine, filter, failurePolicy: "FAIL_RELOAD", upstream: echo });
      expect(await (await gateway.fetch("/")).text()).toBe("ready");
      expect((await gateway.fetch(path)).status).toBe(503);
      const critical = gateway.logs.filter(({ level }) => level === "critical").map(({ message }) => message);
      expect(critical).toContainEqual(expect.stringContaining(OUT_OF_STEPS));
      const answer = async (): Promise<string> => (await gateway.fetch("/")).text();
      await expect.poll(answer, { timeout: 10_000, interval: 200 }).toBe("ready");
    });
  });

  it("are not asked where recursion is too deep for the host's stack, which ends the VM all the same", async () => {
    await using gateway = await serve({ engine, filter, failurePolicy: "FAIL_RELOAD", upstream: echo });
    expect((await gateway.fetch("/deep")).status).toBe(503);
    const answer = async (): Promise<string> => (await gateway.fetch("/")).text();
    await expect.poll(answer, { timeout: 10_000, interval: 200 }).toBe("ready");
  });

  describe("of large work that ends", () => {
    let gateway: TestGateway;
    beforeAll(async () => {
      gateway = await serve({ engine, filter, upstream: echo });
    });
    afterAll(() => gateway.close());

    it.each([
      ["parsing as much JSON as memory holds", "/json", "parsed"],
      ["replacing every match in 1 MB of text", "/regex", String(36_000 * "call #, now, or write. ".length - 36_000)],
      ["a pattern that looks far beyond its matches", "/regex-far", "null"],
      ["a million looks into a thousand series of a metric", "/series", "1000 1000"],
      ["the SHA-512 of 10 MB", "/sha512", /^[0-9a-f]{128}$/],
      ["filling the memory, and the collection after it", "/heap", "1800000"],
      ["what survived that collection", "/after-heap", "true"],
    ])("suffice for %s", { timeout: LIMIT_MS }, async (_, path, answer) => {
      const response = await gateway.fetch(path);
      expect(response.status).toBe(200);
      if (typeof answer === "string") expect(await response.text()).toBe(answer);
      else expect(await response.text()).toMatch(answer);
    });
  });
});
