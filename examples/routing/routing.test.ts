import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("routing on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "examples/routing",
      upstream: (request) => new Response(request.headers.get("host")),
    });
  });

  afterAll(() => gateway.close());

  const host = async (headers: Record<string, string> = {}): Promise<string> =>
    (await gateway.fetch("/", { headers: { host: "stable.test", ...headers } })).text();

  it("sends one request of ten to the canary", async () => {
    const hosts: string[] = [];
    for (let i = 0; i < 20; ++i) hosts.push(await host());
    expect(hosts.filter((name) => name === "canary.test")).toHaveLength(2);
    expect(hosts.filter((name) => name === "stable.test")).toHaveLength(18);
  });

  it("sends there whoever asks for it", async () => {
    expect(await host({ "x-canary": "1" })).toBe("canary.test");
  });
});
