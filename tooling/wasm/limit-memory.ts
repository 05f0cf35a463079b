import { concat } from "./concat.js";
import { leb128 } from "./leb128.js";
import { readLimits } from "./read-types.js";
import { type ScannedSection, scanSections } from "./scan-sections.js";

const MEMORY_SECTION_ID = 5;
const HAS_MAXIMUM = 1;

/**
 * Returns the module with a maximum for each memory that it defines: its own, or `maximumPages` where it names none or a larger one. One
 * that asks for more at once stays as it is. Without such a memory these are the same bytes.
 *
 * @throws ToolError ERR_MODULE_INVALID when the bytes are no core module
 */
export function limitMemory(module: Uint8Array, maximumPages: number): Uint8Array {
  const section = scanSections(module).find(({ name }) => name === "memory");
  if (section === undefined) return module;
  const limited = limitSection(section, maximumPages);
  const end = section.offset + section.byteLength;
  return limited === null ? module : concat([module.subarray(0, section.offset), limited, module.subarray(end)]);
}

/** Null where every memory keeps what it has. */
function limitSection({ content: reader }: ScannedSection, maximumPages: number): Uint8Array | null {
  const count = reader.count("memories");
  const body = leb128(count);
  let isLimited = false;
  for (let left = count; left > 0; left--) {
    const start = reader.offset;
    const flags = reader.peek();
    const { minimum, maximum } = readLimits(reader);
    if (minimum > maximumPages || (maximum !== null && maximum <= maximumPages)) {
      body.push(...reader.bytes.subarray(start, reader.offset));
    } else {
      isLimited = true;
      body.push(flags | HAS_MAXIMUM, ...leb128(minimum), ...leb128(maximumPages));
    }
  }
  return isLimited ? Uint8Array.from([MEMORY_SECTION_ID, ...leb128(body.length), ...body]) : null;
}
