import type binaryen from "binaryen";
import type { Binaryen } from "./expressions.js";

const GUEST = "~lib/sluice/assembly/";

/** Gives a variable of the guest another value to begin with. The optimiser finds out which of them is a constant then. */
export function setGuestVariable(library: Binaryen, module: binaryen.Module, path: string, value: number): void {
  const name = GUEST + path;
  module.removeGlobal(name);
  module.addGlobal(name, library.i32, true, module.i32.const(value));
}
