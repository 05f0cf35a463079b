import { describe, expect, it } from "vitest";
import { narrowTexts } from "../../../tooling/compile/narrow-texts.js";

/** Memory with an object of each class and content at each address; its last zeros are left out. */
function memory(objects: readonly { at: number; classId: number; content: Buffer; size?: number }[]): Uint8Array {
  const bytes = Buffer.alloc(256);
  let end = 0;
  for (const { at, classId, content, size = content.length } of objects) {
    bytes.writeUInt32LE(classId, at - 8);
    bytes.writeUInt32LE(size, at - 4);
    content.copy(bytes, at);
    end = Math.max(end, at + content.length);
  }
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return Uint8Array.from(bytes.subarray(0, end));
}

const text = (value: string): Buffer => Buffer.from(value, "utf16le");

describe("narrowTexts", () => {
  it("puts the bytes of each text at half of its address", () => {
    const narrow = narrowTexts(
      memory([
        { at: 16, classId: 2, content: text("x-wasm") },
        { at: 40, classId: 9, content: text("other") },
        { at: 72, classId: 2, content: text("~ 1") },
        { at: 96, classId: 2, content: text("") },
      ]),
    );
    const found = Buffer.from(narrow ?? []);
    expect(found.subarray(8, 14).toString()).toBe("x-wasm");
    expect(found.subarray(36, 39).toString()).toBe("~ 1");
    expect(found.filter((byte) => byte !== 0)).toHaveLength(9);
  });

  it.each(["a\r", "\n", "\0", "\x1f", "\x7f", "é", "\u0161", "\ud83d\ude00"])("has none where one is %j", (value) => {
    const objects = [
      { at: 16, classId: 2, content: text("plain") },
      { at: 48, classId: 2, content: text(value) },
    ];
    expect(narrowTexts(memory(objects))).toBeNull();
  });

  it("has none where one goes beyond memory", () => {
    const objects = [
      { at: 16, classId: 2, content: text("a") },
      { at: 40, classId: 2, content: text("b"), size: 0xffff_fffe },
    ];
    expect(narrowTexts(memory(objects))).toBeNull();
  });
});
