import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

const filter = "examples/http-headers";

describe.each(engines)("http-headers on %s", (engine) => {
  it("adds its header both ways", async () => {
    const upstream = (request: Request): Response => new Response(request.headers.get("x-stage"));
    await using gateway = await serve({ engine, filter, upstream, config: { name: "x-stage", value: "canary" } });
    const response = await gateway.fetch("/");
    expect(response.headers.get("x-stage")).toBe("canary");
    expect(await response.text()).toBe("canary");
  });

  it("does not start with a configuration that its schema refuses", async () => {
    await expect(serve({ engine, filter, config: { name: "x stage", value: "canary" } })).rejects.toMatchObject({
      message: expect.stringContaining("$.name") as string,
    });
  });
});
