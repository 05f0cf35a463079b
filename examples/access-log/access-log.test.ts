import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

describe.each(engines)("access-log on %s", (engine) => {
  it("counts every response and logs the failures", async () => {
    await using gateway = await serve({
      engine,
      kind: "access-logger",
      filter: "examples/access-log",
      upstream: (request) => new Response(null, { status: Number(new URL(request.url).pathname.slice(1)) }),
    });
    for (const status of [200, 204, 404, 500]) await (await gateway.fetch(`/${status}`)).text();
    const counts = async (): Promise<unknown> =>
      Object.fromEntries((await gateway.metrics()).map(({ labels, value }) => [labels["class"], value]));
    await expect.poll(counts).toEqual({ "2xx": 2, "4xx": 1, "5xx": 1 });
    await expect.poll(() => gateway.logs.map((entry) => entry.message)).toContain("500 for /500: via_upstream");
  });
});
