import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("shared-queue on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    const filter = "examples/shared-queue";
    gateway = await serve({
      engine,
      plugins: [
        { filter, rootId: "writer" },
        { filter, rootId: "reporter" },
      ],
      upstream: () => new Response("done"),
    });
  });

  afterAll(() => gateway.close());

  it("brings every line to the one that writes them", async () => {
    await Promise.all(Array.from({ length: 10 }, async (_, i) => gateway.fetch(`/${i}`)));
    const lines = (): string[] =>
      gateway.logs.map((entry) => entry.message).filter((message) => message.startsWith("line: "));
    await expect.poll(() => lines().sort()).toEqual(Array.from({ length: 10 }, (_, i) => `line: GET /${i}`));
  });
});
