import type binaryen from "binaryen";
import { type Binaryen, ExpressionReader, type Setters } from "./expressions.js";
import { START } from "./run-start.js";

const UNPACK = "unpackStatics";

/** The line of the module's entry without which `unpackFirst` finds nothing to call. */
export const UNPACK_EXPORT = `export { ${UNPACK} } from "sluice/assembly/unpack";`;

/** Where the heap begins. The optimiser writes it into the code: read it before. */
export function readHeapBase(library: Binaryen, module: binaryen.Module): number {
  const { init } = library.getGlobalInfo(module.getGlobal("~lib/memory/__heap_base"));
  return Number(new ExpressionReader(library).as("Const", init)?.value);
}

/**
 * Makes an optimised module unpack its static data before it does anything else, see `pack-data.ts`. Returns the name of the function that
 * does: it runs before there are steps to take, and no longer than the data is.
 */
export function unpackFirst(library: Binaryen, module: binaryen.Module): string {
  const { Function: functions } = library as Binaryen & Setters;
  const nameOf = (name: string): string => library.getExportInfo(module.getExport(name)).value;
  const start = module.getFunction(nameOf(START));
  const name = nameOf(UNPACK);
  const unpack = module.call(name, [], library.none);
  functions.setBody(start, module.block(null, [unpack, functions.getBody(start)], library.none));
  module.removeExport(UNPACK);
  return name;
}

/** Takes the unpacking out of a module whose static data stays plain, and where its start has run, the start too. */
export function leavePlain(module: binaryen.Module, isStarted: boolean): void {
  module.removeExport(UNPACK);
  if (isStarted) module.removeExport(START);
  module.runPasses(["remove-unused-module-elements"]);
}
