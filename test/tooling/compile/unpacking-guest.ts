import { readFile } from "node:fs/promises";
import asc from "assemblyscript/asc";
import { assemble } from "./assemble.js";

export interface Segment {
  readonly at: number;
  readonly bytes: Uint8Array;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  unpackStatics(): void;
}

/** The text of `assembly/unpack.ts`, compiled. */
async function unpackerText(): Promise<string> {
  const names = ["unpack.ts", "shared/static-text.ts"];
  const sources: Record<string, string> = {};
  for (const name of names) sources[name] = await readFile(`assembly/${name}`, "utf8");
  const { error, text } = await asc.compileString(sources, { runtime: "stub" });
  if (error !== null || text === null) throw error ?? new Error("no text");
  return text;
}

const text = unpackerText();

/** A module of the guest's own unpacker, with static data that ends where one says, and may be packed there. */
export async function unpackingModule(heapBase: number, segments: readonly Segment[] = []): Promise<Uint8Array> {
  const end = Math.max(heapBase, ...segments.map(({ at, bytes }) => at + bytes.length));
  const data = segments.map(({ at, bytes }) => {
    const escaped = [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, "0")}`);
    return `(data (i32.const ${at}) "${escaped.join("")}")\n`;
  });
  return assemble(
    (await text)
      .replace(/(packedStart \(mut i32\) \(i32\.const )\d+/, `$1${heapBase}`)
      .replace(/\(memory \$0 \d+/, `(memory $0 ${Math.ceil(end / 65_536)}`)
      .replace(/\)\s*$/, `${data.join("")})`),
  );
}

/** Starts it, as far as a module goes that has nothing of the ABI. */
export function instantiate(module: Uint8Array): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(module as BufferSource)).exports as unknown as Exports;
}
