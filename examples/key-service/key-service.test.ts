import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

describe.each(engines)("key-service on %s", (engine) => {
  it("lets through who knows the key, also when it has changed", async () => {
    let key = "first";
    const filter = "examples/key-service";
    await using gateway = await serve({
      engine,
      plugins: [
        { filter, rootId: "key-service", kind: "service" },
        { filter, rootId: "key-filter" },
      ],
      clusters: { keys: () => new Response(key) },
    });
    const status = async (auth: string): Promise<number> =>
      (await gateway.fetch("/", { headers: { "x-auth": auth } })).status;
    await expect.poll(async () => status("first")).toBe(200);
    expect(await status("other")).toBe(401);
    key = "second";
    await expect.poll(async () => status("second"), { timeout: 5000 }).toBe(200);
    expect(await status("first")).toBe(401);
  });
});
