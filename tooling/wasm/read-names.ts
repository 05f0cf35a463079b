import { ToolError } from "../error.js";
import { ByteReader } from "./byte-reader.js";

const FUNCTION_NAMES = 1;

export interface FunctionNames {
  readonly names: ReadonlyMap<number, string>;
  readonly isMalformed: boolean;
}

/**
 * Reads the function names of a `name` section (core specification §7.4.1). A malformed one does not make a module invalid:
 * the names before the fault are kept.
 */
export function readFunctionNames(section: Uint8Array): FunctionNames {
  const names = new Map<number, string>();
  const reader = new ByteReader(section);
  try {
    while (reader.remaining > 0) {
      const id = reader.byte();
      const content = reader.sub(reader.u32());
      if (id !== FUNCTION_NAMES) continue;
      for (let count = content.count("names"); count > 0; count--) names.set(content.u32(), content.name());
    }
    return { names, isMalformed: false };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { names, isMalformed: true };
  }
}
