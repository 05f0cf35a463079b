import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("postponed-requests on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({ engine, filter: "examples/postponed-requests", upstream: () => new Response("done") });
  });

  afterAll(() => gateway.close());

  it("lets all of them through at the tick", async () => {
    const responses = await Promise.all(Array.from({ length: 30 }, async () => gateway.fetch("/")));
    expect(responses.map((response) => response.status)).toEqual(Array.from({ length: 30 }, () => 200));
  });

  it("goes on when clients have left while they waited", async () => {
    const left = await Promise.all(
      Array.from({ length: 10 }, async () => gateway.fetch("/", { signal: AbortSignal.timeout(10) }).catch(() => null)),
    );
    expect(left).toContain(null);
    expect((await gateway.fetch("/")).status).toBe(200);
    expect(gateway.logs.filter((entry) => entry.level === "critical")).toEqual([]);
  });
});
