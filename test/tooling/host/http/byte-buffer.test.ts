import { describe, expect, it } from "vitest";
import { ByteBuffer } from "../../../../tooling/host/http/byte-buffer.js";

const text = (buffer: ByteBuffer): string => buffer.slice(0, buffer.length).toString();

describe("byte buffer", () => {
  it("appends, prepends and drains across chunks", () => {
    const buffer = new ByteBuffer(Buffer.from("cd"));
    buffer.append(Buffer.from("ef"));
    buffer.prepend(Buffer.from("ab"));
    expect(text(buffer)).toBe("abcdef");
    buffer.drain(3);
    expect(text(buffer)).toBe("def");
    expect(buffer.slice(1, 1).toString()).toBe("e");
    buffer.drain(99);
    expect(buffer.length).toBe(0);
  });

  it("gives everything away once", () => {
    const buffer = new ByteBuffer(Buffer.from("ab"));
    buffer.append(Buffer.from("c"));
    expect(buffer.take().toString()).toBe("abc");
    expect(buffer.take()).toHaveLength(0);
  });

  it("reports when it passes above its limit and when it falls to half of it, once each", () => {
    const seen: string[] = [];
    const buffer = new ByteBuffer(undefined, {
      bytes: 4,
      onAbove: () => seen.push("above"),
      onBelow: () => seen.push("below"),
    });
    buffer.append(Buffer.from("abcd"));
    expect(seen).toEqual([]);
    buffer.append(Buffer.from("e"));
    buffer.append(Buffer.from("f"));
    buffer.drain(3);
    expect(seen).toEqual(["above"]);
    buffer.drain(1);
    expect(seen).toEqual(["above", "below"]);
  });

  it("knows no limit of 0", () => {
    const limit = { bytes: 0, onAbove: () => expect.unreachable(), onBelow: () => expect.unreachable() };
    const buffer = new ByteBuffer(Buffer.alloc(100), limit);
    expect(buffer.take()).toHaveLength(100);
  });
});
