import { describe, expect, it } from "vitest";
import { GuestMemory } from "../../../tooling/host/memory.js";

const PAGE = 65_536;

describe("guest memory", () => {
  it("reads and writes up to its last byte", () => {
    const memory = new GuestMemory(new WebAssembly.Memory({ initial: 1 }));
    expect(memory.write(PAGE - 2, Buffer.from("ab"))).toBe(true);
    expect(memory.readString(PAGE - 2, 2)).toBe("ab");
    expect(memory.read(PAGE, 0)).toEqual(Buffer.alloc(0));
  });

  it.each([
    ["one byte past the end", PAGE - 1, 2],
    ["an address past the end", PAGE + 1, 0],
    ["a negative address, which is a large unsigned one", -1, 1],
    ["a size that overflows 32 bits", 16, -1],
  ])("refuses %s", (_case, address, size) => {
    const memory = new GuestMemory(new WebAssembly.Memory({ initial: 1 }));
    expect(memory.read(address, size)).toBeNull();
    expect(memory.readString(address, size)).toBeNull();
  });

  it("writes nothing of what does not fit", () => {
    const memory = new GuestMemory(new WebAssembly.Memory({ initial: 1 }));
    expect(memory.writeU32(PAGE - 3, 0xffff_ffff)).toBe(false);
    expect(memory.writeU64(PAGE - 7, 1n)).toBe(false);
    expect(memory.read(PAGE - 8, 8)).toEqual(Buffer.alloc(8));
  });

  it("keeps what it read when the guest writes again", () => {
    const memory = new GuestMemory(new WebAssembly.Memory({ initial: 1 }));
    memory.write(0, Buffer.from("old"));
    const read = memory.read(0, 3);
    memory.write(0, Buffer.from("new"));
    expect(read?.toString()).toBe("old");
  });

  it("follows a memory that grows", () => {
    const wasm = new WebAssembly.Memory({ initial: 1 });
    const memory = new GuestMemory(wasm);
    expect(memory.writeU32(PAGE, 7)).toBe(false);
    wasm.grow(1);
    expect(memory.writeU32(PAGE, 7)).toBe(true);
    expect(memory.readU32(PAGE)).toBe(7);
    expect(memory.byteLength).toBe(2 * PAGE);
  });

  it("has no room at all without a memory", () => {
    const memory = new GuestMemory(null);
    expect(memory.readU32(0)).toBeNull();
    expect(memory.write(0, Buffer.from("x"))).toBe(false);
  });
});
