import { ToolError } from "../error.js";
import { ByteReader, invalidModule } from "./byte-reader.js";
import { describeFile } from "./describe-file.js";

/** Names of the sections by their id; id 0 is a custom section. */
const SECTION_NAMES = [
  "custom",
  "type",
  "import",
  "function",
  "table",
  "memory",
  "global",
  "export",
  "start",
  "element",
  "code",
  "data",
  "data count",
  "tag",
] as const;

export type SectionName = (typeof SECTION_NAMES)[number];

/** The order in which sections must come (core specification §5.5.2): ids are not in it for `tag` and `data count`. */
const RANKS: Readonly<Record<Exclude<SectionName, "custom">, number>> = {
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  tag: 6,
  global: 7,
  export: 8,
  start: 9,
  element: 10,
  "data count": 11,
  code: 12,
  data: 13,
};

const PREAMBLE_BYTES = 8;
const CORE_VERSION = 1;
const COMPONENT_VERSION = 0x1000d;

/** A section found in a file, its content not yet read. */
export interface ScannedSection {
  readonly id: number;
  readonly name: SectionName;
  readonly offset: number;
  readonly byteLength: number;
  /** Reads the content; stops at the section's end. */
  readonly content: ByteReader;
}

/**
 * Splits a core module into its sections, in file order.
 *
 * @throws ToolError ERR_MODULE_INVALID for anything else; the message says what the file seems to be
 */
export function scanSections(bytes: Uint8Array): ScannedSection[] {
  checkPreamble(bytes);
  const reader = new ByteReader(bytes, PREAMBLE_BYTES);
  const sections: ScannedSection[] = [];
  let lastRank = 0;
  while (reader.remaining > 0) {
    const offset = reader.offset;
    const id = reader.byte();
    const name = SECTION_NAMES[id];
    if (name === undefined) throw invalidModule(`unknown section id ${id}`, offset);
    const content = reader.sub(reader.u32());
    if (name !== "custom") {
      const rank = RANKS[name];
      if (rank <= lastRank) throw invalidModule(`${name} section twice or out of order`, offset);
      lastRank = rank;
    }
    sections.push({ id, name, offset, byteLength: reader.offset - offset, content });
  }
  return sections;
}

function checkPreamble(bytes: Uint8Array): void {
  const isWasm = bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  if (!isWasm) {
    throw new ToolError("ERR_MODULE_INVALID", `not a WebAssembly module: ${describeFile(bytes)}`, {
      hint: "give the path of a .wasm file, for example one that `sluice build` wrote",
    });
  }
  if (bytes.length < PREAMBLE_BYTES) throw invalidModule("unexpected end", bytes.length);
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  if (version === COMPONENT_VERSION) {
    throw new ToolError("ERR_MODULE_INVALID", "a WebAssembly component, not a core module", {
      hint: "proxy-wasm hosts run core modules: build for wasm32-unknown-unknown or wasm32-wasip1, without a component adapter",
    });
  }
  if (version !== CORE_VERSION) throw invalidModule(`unknown WebAssembly version ${version}`, 4);
}
