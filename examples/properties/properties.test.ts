import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

describe.each(engines)("properties on %s", (engine) => {
  it("says what Envoy knows, and nothing that the client says", async () => {
    await using gateway = await serve({
      engine,
      filter: "examples/properties",
      upstream: (request) => Response.json(Object.fromEntries(request.headers)),
    });
    const headers = { "x-client-address": "10.0.0.1:1", "x-client-identity": "spiffe://forged" };
    const seen = (await (await gateway.fetch("/", { headers })).json()) as Record<string, string>;
    expect(seen["x-client-address"]).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(seen["x-client-identity"]).toBeUndefined();
    expect(seen["x-cluster"]).toBe("upstream");
    expect(seen["x-connection"]).toMatch(/^\d+$/);
  });
});
