import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

describe.each(engines)("hello-world on %s", (engine) => {
  it("speaks when it starts, and at each tick", async () => {
    await using gateway = await serve({ engine, filter: "examples/hello-world" });
    const messages = (): string[] => gateway.logs.map((entry) => entry.message);
    await expect
      .poll(messages)
      .toEqual(expect.arrayContaining(["hello from the plugin", "tick 1", "tick 2", "tick 3"]));
  });
});
