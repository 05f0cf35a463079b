/** A guest's function in a stack of V8's, as it is written for a module that has its functions' names. */
const FRAME = /^\s+at (.+) \(wasm:\/\/\S*:(0x[0-9a-f]+)\)$/gm;

/** Which functions of the guest ran when it trapped, the innermost first, in Envoy's words; empty, as there, where the module has no names. */
export function backtrace(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const frames = [...stack.matchAll(FRAME)].map(
    ([, name = "", offset = ""], index) => `${String(index).padStart(3)}:  ${offset} - ${name}`,
  );
  return frames.length === 0 ? "" : ["\nProxy-Wasm plugin in-VM backtrace:", ...frames].join("\n");
}
