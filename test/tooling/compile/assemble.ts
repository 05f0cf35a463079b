import binaryen from "binaryen";

/** Assembles WebAssembly text. Every feature is on; nothing is validated, so that broken modules can be made too. */
export function assemble(wat: string, options: { readonly names?: boolean } = {}): Uint8Array {
  const module = binaryen.parseText(wat);
  try {
    module.setFeatures(binaryen.Features.All);
    binaryen.setDebugInfo(options.names ?? false);
    return module.emitBinary();
  } finally {
    binaryen.setDebugInfo(false);
    module.dispose();
  }
}

/** A module of raw sections: `[id, ...content bytes]` each, its length written in one byte. */
export function rawModule(...sections: readonly (readonly number[])[]): Uint8Array {
  const body = sections.flatMap(([id = 0, ...content]) => [id, content.length, ...content]);
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...body]);
}
