import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { STATIC_HEADER, STRING_CLASS_ID } from "../../../assembly/shared/static-text.js";
import { packBytes } from "../../../tooling/compile/pack-bytes.js";
import { instantiate, unpackingModule } from "./unpacking-guest.js";

const PAGE = 65_536;

/** Bytes that no two places have in common, and the same on every machine. */
function noise(length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash("sha256").update(`${index}`).digest(),
  );
  return Uint8Array.from(Buffer.concat(blocks).subarray(0, length));
}

const repeat = (piece: readonly number[], count: number): Uint8Array =>
  Uint8Array.from({ length: piece.length * count }, (_, index) => piece[index % piece.length] ?? 0);

/** A string as the compiler places it: behind a header that ends in its class and its size, up to where the next may begin. */
function staticText(text: string, size = 2 * text.length): Uint8Array {
  const bytes = Buffer.alloc(STATIC_HEADER + Math.ceil((2 * text.length) / STATIC_HEADER) * STATIC_HEADER);
  bytes.writeUInt32LE(STRING_CLASS_ID, STATIC_HEADER - 8);
  bytes.writeUInt32LE(size, STATIC_HEADER - 4);
  bytes.write(text, STATIC_HEADER, "utf16le");
  return Uint8Array.from(bytes);
}

/** What the guest makes of packed bytes, in memory that holds nothing but them. */
async function unpack(packed: Uint8Array, heapBase: number): Promise<{ statics: Uint8Array; rest: Uint8Array }> {
  const guest = instantiate(await unpackingModule(heapBase, [{ at: heapBase, bytes: packed }]));
  guest.unpackStatics();
  const bytes = new Uint8Array(guest.memory.buffer);
  return { statics: bytes.slice(0, heapBase), rest: bytes.slice(heapBase) };
}

describe("packed bytes", () => {
  it.each<[string, Uint8Array, number]>([
    ["no byte", new Uint8Array(), 1],
    ["one byte", Uint8Array.of(7), 3],
    ["one zero", Uint8Array.of(0), 2],
    ["all bytes once", Uint8Array.from({ length: 256 }, (_, index) => index), 265],
    ["the same byte again and again", repeat([0xaa], 5_000), 140],
    ["zeros alone, more than one instruction leaves", new Uint8Array(0x1_2345), 8],
    ["zeros before and after", Uint8Array.of(...new Uint8Array(70), 1, 2, 3, ...new Uint8Array(70)), 12],
    [
      "sixty-two and sixty-three bytes",
      Uint8Array.of(...noise(62), ...new Uint8Array(20), ...noise(95).subarray(32)),
      131,
    ],
    ["noise", noise(4_000), 4_100],
    [
      "static strings, one after the other",
      Uint8Array.of(...staticText("every filter has"), ...staticText("its words")),
      29,
    ],
    ["a static string whose last byte is not there", staticText("odd").subarray(0, 16 + 5), 16],
    ["a static string that says it is longer than all", staticText("short", 4_000), 20],
    ["a piece that overlaps its own repetition", repeat([1, 2, 3], 400), 31],
    ["a piece again at the end of a short distance", Uint8Array.of(...noise(127), ...noise(127)), 136],
    ["a piece again beyond a short distance", Uint8Array.of(...noise(128), ...noise(128)), 138],
    ["a piece again at the end of a far distance", Uint8Array.of(...noise(0x7fff), ...noise(64)), 0x7fff + 600],
    ["a piece again too far away", Uint8Array.of(...noise(0x8000), ...noise(64)), 0x8000 + 700],
    ["a page", noise(PAGE), PAGE + 1_200],
  ])("of %s become what they were, and leave nothing behind", async (_, image, most) => {
    const packed = packBytes(image);
    expect(packed.length).toBeLessThanOrEqual(most);
    // The heap begins right where the data ends, on a page's border too.
    const heapBase = Math.max(8, (image.length + 7) & ~7);
    const { statics, rest } = await unpack(packed, heapBase);
    expect(Buffer.compare(statics.subarray(0, image.length), image)).toBe(0);
    expect(statics.subarray(image.length).every((byte) => byte === 0)).toBe(true);
    expect(rest.every((byte) => byte === 0)).toBe(true);
  });

  it("of files of every kind become what they were", async () => {
    const names = (await readdir("filters", { recursive: true })).filter((name) => name.endsWith("schema.json"));
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const image = Uint8Array.from(await readFile(`filters/${name}`));
      const { statics } = await unpack(packBytes(image), (image.length + 7) & ~7);
      expect(Buffer.compare(statics.subarray(0, image.length), image), name).toBe(0);
    }
  });
});
