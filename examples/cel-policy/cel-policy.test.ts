import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

const filter = "examples/cel-policy";

describe.each(engines)("cel-policy on %s", (engine) => {
  it("refuses what the expression says", async () => {
    const config = { expression: 'request.path.startsWith("/admin") && request.method != "GET"' };
    await using gateway = await serve({ engine, filter, config });
    expect((await gateway.fetch("/admin")).status).toBe(200);
    expect((await gateway.fetch("/admin", { method: "POST" })).status).toBe(403);
    expect((await gateway.fetch("/", { method: "POST" })).status).toBe(200);
  });

  it("refuses what it can't evaluate", async () => {
    await using gateway = await serve({
      engine,
      filter,
      config: { expression: 'request.headers["x-role"] != "admin"' },
    });
    expect((await gateway.fetch("/", { headers: { "x-role": "admin" } })).status).toBe(200);
    expect((await gateway.fetch("/", { headers: { "x-role": "guest" } })).status).toBe(403);
    expect((await gateway.fetch("/")).status).toBe(403);
  });

  it.each([
    ["$.expression: is no CEL expression", { expression: "request.path ==" }],
    ["$.expression: must be a text", { expression: 1 }],
  ])("does not start with what is no expression: %s", async (message, config) => {
    await expect(serve({ engine, filter, config })).rejects.toMatchObject({
      message: expect.stringContaining(message) as string,
    });
  });
});
