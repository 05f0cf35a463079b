import { ToolError } from "../../error.js";
import { ByteReader } from "./byte-reader.js";

const FUNCTION_NAMES = 1;

/**
 * Reads the function names of a `name` section (core specification §7.4.1). Names are advice: of a malformed section the
 * names before the fault are kept, for a custom section never makes a module invalid.
 */
export function readFunctionNames(section: Uint8Array): Map<number, string> {
  const names = new Map<number, string>();
  const reader = new ByteReader(section);
  try {
    while (reader.remaining > 0) {
      const id = reader.byte();
      const content = reader.sub(reader.u32());
      if (id !== FUNCTION_NAMES) continue;
      for (let count = content.count("names"); count > 0; count--) names.set(content.u32(), content.name());
    }
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
  return names;
}
