import { concat } from "./concat.js";
import { leb128 } from "./leb128.js";
import { scanSections } from "./scan-sections.js";

const CUSTOM_SECTION_ID = 0;

/**
 * Returns the module with a custom section added at its end. Hosts ignore custom sections they do not know.
 *
 * @throws ToolError ERR_MODULE_INVALID when the bytes are no core module
 */
export function appendCustomSection(module: Uint8Array, name: string, payload: Uint8Array): Uint8Array {
  scanSections(module);
  const nameBytes = Buffer.from(name, "utf8");
  const nameSize = leb128(nameBytes.length);
  const size = leb128(nameSize.length + nameBytes.length + payload.length);
  const header = [CUSTOM_SECTION_ID, ...size, ...nameSize];
  return concat([module, Uint8Array.from(header), nameBytes, payload]);
}

/**
 * Returns the module without any custom section of that name; without one, an equal copy.
 *
 * @throws ToolError ERR_MODULE_INVALID when the bytes are no core module
 */
export function removeCustomSection(module: Uint8Array, name: string): Uint8Array {
  const kept: Uint8Array[] = [];
  let keptFrom = 0;
  for (const section of scanSections(module)) {
    if (section.id !== CUSTOM_SECTION_ID || section.content.name() !== name) continue;
    kept.push(module.subarray(keptFrom, section.offset));
    keptFrom = section.offset + section.byteLength;
  }
  kept.push(module.subarray(keptFrom));
  return concat(kept);
}
