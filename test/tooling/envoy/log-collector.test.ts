import { describe, expect, it } from "vitest";
import { LogCollector } from "../../../tooling/envoy/log-collector.js";
import { MAXIMUM_KEPT_CHARACTERS } from "../../../tooling/kept-logs.js";

describe("what a plugin logs in Envoy", () => {
  it("is heard whole, and kept only so far as it takes no memory without end", () => {
    let heard = 0;
    const collector = new LogCollector([{ name: "p", rootId: "", module: new Uint8Array() }], {
      onLog: ({ message }) => (heard += message.length),
    });
    const megabyte = "a".repeat(1_000_000);
    for (let count = 0; count < 40; count++) collector.add(`[2026-01-01][1][info][wasm] wasm log p: ${megabyte}`);
    collector.add("[2026-01-01][1][warning][wasm] wasm log p: last");
    const kept = collector.logs.reduce((sum, { message }) => sum + message.length, 0);
    expect(heard).toBe(40_000_004);
    expect(kept).toBeLessThanOrEqual(MAXIMUM_KEPT_CHARACTERS);
    expect(kept).toBeGreaterThan(MAXIMUM_KEPT_CHARACTERS / 4);
    expect(collector.logs.at(-1)).toEqual({ level: "warn", plugin: "p", message: "last" });
  });
});
