import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

const filter = ["filters/request-id", "test/fixtures/filters/hello"];

describe.each(engines)("two filters in one module on %s", (engine) => {
  it("both act", async () => {
    await using gateway = await serve({
      engine,
      plugins: [
        { filter, rootId: "hello", vmId: "one" },
        { filter, rootId: "request-id", vmId: "one" },
      ],
      upstream: ({ headers }) => Response.json([headers.get("x-wasm"), headers.has("x-request-id")]),
    });
    const response = await gateway.fetch("/");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(["1", true]);
  });

  it("takes each plugin's configuration by its own schema", async () => {
    const plugins = [{ filter, rootId: "request-id", config: { nonsense: 1 } }];
    await expect(serve({ engine, plugins })).rejects.toMatchObject({ code: "ERR_CONFIGURATION_REFUSED" });
  });
});
