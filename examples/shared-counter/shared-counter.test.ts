import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("shared-counter on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      workers: 2,
      filter: "examples/shared-counter",
      upstream: (request) => new Response(request.headers.get("x-number")),
    });
  });

  afterAll(() => gateway.close());

  it("gives each request a number of its own, over all workers", async () => {
    const numbers = await Promise.all(
      Array.from({ length: 200 }, async () => Number(await (await gateway.fetch("/")).text())),
    );
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  });
});
