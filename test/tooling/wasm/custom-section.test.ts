import { describe, expect, it } from "vitest";
import { appendCustomSection, removeCustomSection } from "../../../tooling/wasm/custom-section.js";
import { readModule } from "../../../tooling/wasm/read-module.js";
import { assemble } from "../compile/assemble.js";

const module = assemble(`(module (memory (export "memory") 1))`);
const payload = (byteLength: number): Uint8Array => new Uint8Array(byteLength).fill(7);

describe("appendCustomSection and removeCustomSection", () => {
  it.each([0, 1, 127, 128, 20_000])("adds %d bytes that read back, and takes them out again", (byteLength) => {
    const added = appendCustomSection(module, "sluice", payload(byteLength));
    expect(readModule(added).customSections).toEqual([{ name: "sluice", bytes: payload(byteLength) }]);
    expect(WebAssembly.validate(added as BufferSource)).toBe(true);
    expect(removeCustomSection(added, "sluice")).toEqual(module);
  });

  it("removes every section of the name and no other", () => {
    const added = ["a", "b", "a"].reduce((bytes, name) => appendCustomSection(bytes, name, payload(3)), module);
    expect(readModule(removeCustomSection(added, "a")).customSections.map((section) => section.name)).toEqual(["b"]);
  });

  it("refuses bytes that are no module", () => {
    expect(() => appendCustomSection(Buffer.from("text"), "a", payload(1))).toThrow(
      expect.objectContaining({ code: "ERR_MODULE_INVALID" }),
    );
  });
});
