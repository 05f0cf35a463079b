import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

describe.each(engines)("foreign-call-on-tick on %s", (engine) => {
  it("compresses at each tick", async () => {
    await using gateway = await serve({ engine, filter: "examples/foreign-call-on-tick" });
    const messages = (): string[] => gateway.logs.map((entry) => entry.message);
    await expect
      .poll(messages)
      .toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^10 bytes are \d+$/),
          expect.stringMatching(/^50 bytes are \d\d$/),
        ]),
      );
  });
});
