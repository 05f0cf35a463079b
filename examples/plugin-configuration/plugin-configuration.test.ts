import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

const filter = "examples/plugin-configuration";

describe.each(engines)("plugin-configuration on %s", (engine) => {
  it("uses both configurations", async () => {
    await using gateway = await serve({ engine, filter, config: { greeting: "hello" }, vmConfig: "en" });
    const { headers } = await gateway.fetch("/");
    expect([headers.get("x-greeting"), headers.get("content-language")]).toEqual(["hello", "en"]);
  });

  it.each([
    ["{", "unexpected end at byte 1"],
    ["{}", "$.greeting: must be a text"],
    ['{"greeting": 1}', "$.greeting: must be a text"],
  ])("does not start with %s, and says why", async (config, reason) => {
    await expect(serve({ engine, filter, config })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining(reason) as string,
    });
  });
});
