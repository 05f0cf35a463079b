import type binaryen from "binaryen";
import { STEPS_PER_CALLBACK } from "../../assembly/shared/step-limit.js";
import type { Binaryen, Setters } from "./expressions.js";
import { meterSteps } from "./meter.js";
import { PAGE_BYTES } from "../wasm/page-bytes.js";
import type { Statics } from "./pack-data.js";

/** The export of a module's start: as a start section it would crash Envoy with its first host call. */
export const START = "_initialize";
/** The export of what makes the context for all streams: of no use to a host. */
export const MAKE_SHARED = "makeShared";
/** What is run, by the names of its exports, in this order. */
export const STARTING: readonly string[] = [START, MAKE_SHARED];
const STEPS_LEFT = "~lib/sluice/assembly/steps/stepsLeft";

/** The line of the module's entry without which `runStart` finds nothing to make the context for all streams. */
export const START_EXPORT = `export { ${MAKE_SHARED} } from "sluice/assembly/dispatcher/lifecycle";`;

/** Names by which the copy that runs exports its globals. */
const GLOBAL = "global:";

/** Data that the compiler does not write. */
export interface StaticTable {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/**
 * Runs a module's start, and what makes the context for all streams, and leaves them out of the module: its globals begin with the values that
 * the start gave them, and what only the start calls has no caller any more. Returns what memory holds then; null, and the module is as it was,
 * where the start calls the host or traps: it is the host that must see that. Where the module takes steps, so does the start here.
 */
export function runStart(
  library: Binaryen,
  module: binaryen.Module,
  isMetered: boolean,
  table: StaticTable,
): Statics | null {
  return new Starter(library, module).run(isMetered, table);
}

class Starter {
  readonly #library: Binaryen & Setters;
  readonly #module: binaryen.Module;

  constructor(library: Binaryen, module: binaryen.Module) {
    this.#library = library as Binaryen & Setters;
    this.#module = module;
  }

  run(isMetered: boolean, { bytes, at }: StaticTable): Statics | null {
    const globals = this.#findGlobals();
    const binary = new WebAssembly.Module(this.#emitStart(globals, isMetered) as BufferSource);
    const { exports } = new WebAssembly.Instance(binary, withoutHost(binary));
    const memory = exports["memory"] as WebAssembly.Memory;
    const missing = at + bytes.length - memory.buffer.byteLength;
    try {
      // The table may lie beyond what the compiler made memory for.
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
      new Uint8Array(memory.buffer).set(bytes, at);
      for (const name of STARTING) (exports[name] as () => void)();
    } catch {
      return null;
    }
    for (const { name, type } of globals) {
      const value = (exports[GLOBAL + name] as WebAssembly.Global).value as number | bigint;
      const kept = name === STEPS_LEFT ? STEPS_PER_CALLBACK : value;
      this.#module.removeGlobal(name);
      this.#module.addGlobal(name, type, true, this.#constant(type, kept));
    }
    for (const name of STARTING) this.#empty(name);
    return { image: withoutZeros(new Uint8Array(memory.buffer)), end: memory.buffer.byteLength };
  }

  #findGlobals(): binaryen.GlobalInfo[] {
    const all = Array.from({ length: this.#module.getNumGlobals() }, (_, index) =>
      this.#library.getGlobalInfo(this.#module.getGlobalByIndex(index)),
    );
    return all.filter(({ mutable }) => mutable);
  }

  /** A module of the start and what it calls. */
  #emitStart(globals: readonly binaryen.GlobalInfo[], isMetered: boolean): Uint8Array {
    for (const { name } of globals) this.#module.addGlobalExport(name, GLOBAL + name);
    const copy = this.#library.readBinary(this.#module.emitBinary());
    for (const { name } of globals) this.#module.removeExport(GLOBAL + name);
    copy.setFeatures(this.#module.getFeatures());
    const others = Array.from(
      { length: copy.getNumExports() },
      (_, index) => this.#library.getExportInfo(copy.getExportByIndex(index)).name,
    ).filter((name) => name.startsWith("proxy_") || name === "malloc");
    for (const name of others) copy.removeExport(name);
    copy.runPasses(["remove-unused-module-elements"]);
    if (isMetered) meterSteps(this.#library, copy);
    const binary = copy.emitBinary();
    copy.dispose();
    return binary;
  }

  #constant(type: binaryen.Type, value: number | bigint): binaryen.ExpressionRef {
    const { i32, i64, f32, f64 } = this.#module;
    if (typeof value === "bigint") return i64.const(value);
    return (type === this.#library.i32 ? i32 : type === this.#library.f32 ? f32 : f64).const(value);
  }

  #empty(name: string): void {
    const { value } = this.#library.getExportInfo(this.#module.getExport(name));
    this.#library.Function.setBody(this.#module.getFunction(value), this.#module.nop());
  }
}

/** A host that has none of its functions. */
function withoutHost(module: WebAssembly.Module): WebAssembly.Imports {
  const imports: Record<string, Record<string, () => never>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => {
      throw new Error(`the start calls ${from}.${name}`);
    };
  }
  return imports;
}

function withoutZeros(memory: Uint8Array): Uint8Array {
  let end = memory.length;
  while (end > 0 && memory[end - 1] === 0) end -= 1;
  return memory.slice(0, end);
}
