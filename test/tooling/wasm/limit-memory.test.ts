import { describe, expect, it } from "vitest";
import { limitMemory } from "../../../tooling/wasm/limit-memory.js";
import { readModule } from "../../../tooling/wasm/read-module.js";
import { assemble } from "../compile/assemble.js";

describe("limitMemory", () => {
  it.each([
    ["names no maximum", "1", { maximum: 300 }],
    ["names a larger one", "1 65536", { maximum: 300 }],
    ["is shared", "1 65536 shared", { maximum: 300, isShared: true }],
    ["has addresses of 64 bits", "i64 1", { maximum: 300, is64: true }],
  ])("gives a memory that %s a maximum", (_what, memory, expected) => {
    const limited = limitMemory(assemble(`(module (memory ${memory}) (func (export "f")))`), 300);
    expect(readModule(limited).memories).toMatchObject([{ minimum: 1, ...expected }]);
    expect(readModule(limited).exports).toMatchObject([{ name: "f" }]);
  });

  it.each([
    ["whose maximum is smaller", "(module (memory 1 299))"],
    ["that asks for more at once", "(module (memory 301))"],
    ["without a memory", "(module)"],
  ])("leaves a module as it is %s", (_what, wat) => {
    const module = assemble(wat);
    expect(limitMemory(module, 300)).toBe(module);
  });
});
