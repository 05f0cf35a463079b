import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("body-scan on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "examples/body-scan",
      upstream: async (request) => new Response(String((await request.text()).length)),
    });
  });

  afterAll(() => gateway.close());

  async function* parts(...texts: string[]): AsyncGenerator<string> {
    for (const text of texts) {
      yield text;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  it("lets any other body through, however long", async () => {
    const response = await gateway.fetch("/", { method: "POST", body: "welcome ".repeat(300_000) });
    expect(await response.text()).toBe("2400000");
  });

  it("finds the word in one part", async () => {
    expect((await gateway.fetch("/", { method: "POST", body: "this is forbidden here" })).status).toBe(403);
  });

  it("finds the word where it lies across two parts", async () => {
    const response = await gateway.fetch("/", { method: "POST", body: parts("this is forb", "idden here") });
    expect(response.status).toBe(403);
  });

  it("finds no word in pieces of it", async () => {
    const response = await gateway.fetch("/", { method: "POST", body: parts("forb", "forbidde", " n") });
    expect(response.status).toBe(200);
  });
});
