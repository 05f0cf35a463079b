import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("metrics-by-header on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({ engine, filter: "examples/metrics-by-header", upstream: () => new Response("done") });
  });

  afterAll(() => gateway.close());

  it("counts each value of the header apart", async () => {
    for (const value of ["a", "a", "b", null]) {
      await (await gateway.fetch("/", { headers: value === null ? {} : { "x-custom": value } })).text();
    }
    const counts = async (): Promise<unknown> =>
      Object.fromEntries(
        (await gateway.metrics())
          .filter(({ name }) => name === "custom_header_requests")
          .map(({ labels, value }) => [`${labels["value"]} ${labels["reporter"]}`, value]),
      );
    await expect.poll(counts).toEqual({ "a gateway": 2, "b gateway": 1, "none gateway": 1 });
    const histograms = (await gateway.metrics()).filter(({ name }) => name === "custom_header_duration_ms");
    expect(histograms.map(({ count }) => count).sort()).toEqual([1, 1, 2]);
  });
});
