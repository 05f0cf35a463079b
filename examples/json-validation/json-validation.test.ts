import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("json-validation on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "examples/json-validation",
      upstream: async (request) => new Response(`got ${await request.text()}`),
    });
  });

  afterAll(() => gateway.close());

  it("lets a body with both members through, as it came", async () => {
    const response = await gateway.fetch("/", { method: "POST", body: '{"id": 1, "token": "x"}' });
    expect(await response.text()).toBe('got {"id": 1, "token": "x"}');
  });

  it.each([
    ["", "a body is required\n"],
    ["{", "unexpected end at byte 1\n"],
    ["[]", "the body is no object\n"],
    ['{"token": "x"}', "id is missing\n"],
    ['{"id": 1}', "token is missing\n"],
  ])("refuses %j", async (body, reason) => {
    const response = await gateway.fetch("/", { method: "POST", body });
    expect(response.status).toBe(403);
    expect(await response.text()).toBe(reason);
  });

  it("lets no request pass that has trailers in the place of a body", async () => {
    const response = await gateway.fetch("/", { method: "POST", trailers: { "x-end": "1" } });
    expect([response.status, await response.text()]).toEqual([403, "unexpected end at byte 0\n"]);
  });

  it("refuses a body over its limit", async () => {
    const body = JSON.stringify({ id: 1, token: "x".repeat(70_000) });
    expect((await gateway.fetch("/", { method: "POST", body })).status).toBe(413);
  });
});
