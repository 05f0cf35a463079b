import { ToolError } from "../error.js";
import { ByteReader } from "../wasm/byte-reader.js";
import type { WasmModule } from "../wasm/index.js";

/** A language or a tool that had a part in a module, as its toolchain wrote it there. */
export interface Producer {
  readonly field: string;
  readonly name: string;
  /** "" where none is said. */
  readonly version: string;
}

/**
 * Reads the custom section `producers` of the tool conventions, which Rust's and Go's toolchains write. A section that
 * can't be read says nothing, and is no reason to refuse a module that runs.
 */
export function readProducers({ customSections }: WasmModule): Producer[] {
  const section = customSections.find(({ name }) => name === "producers");
  if (section === undefined) return [];
  try {
    return readFields(new ByteReader(section.bytes));
  } catch (error) {
    if (error instanceof ToolError) return [];
    throw error;
  }
}

function readFields(reader: ByteReader): Producer[] {
  const producers: Producer[] = [];
  for (let fields = reader.count("fields"); fields > 0; fields--) {
    const field = reader.name();
    for (let values = reader.count("values"); values > 0; values--) {
      producers.push({ field, name: reader.name(), version: reader.name() });
    }
  }
  return producers;
}
