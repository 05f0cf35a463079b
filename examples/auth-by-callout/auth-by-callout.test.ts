import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

describe.each(engines)("auth-by-callout on %s", (engine) => {
  it("does what the other service says", async () => {
    await using gateway = await serve({
      engine,
      filter: "examples/auth-by-callout",
      clusters: {
        numbers: async (request) => {
          const path = request.headers.get("x-path");
          if (path === "/slow") await new Promise((resolve) => setTimeout(resolve, 1000));
          return path === "/broken" ? new Response(null, { status: 500 }) : new Response(path === "/even" ? "12" : "7");
        },
      },
    });
    const status = async (path: string): Promise<number> => (await gateway.fetch(path)).status;
    expect(await status("/even")).toBe(200);
    expect(await status("/odd")).toBe(403);
    expect(await status("/broken")).toBe(503);
    expect(await status("/slow")).toBe(503);
  });
});
