import { type Compiler, DiagnosticCode, type Module, type Program } from "assemblyscript";
import { ToolError } from "../error.js";

/** What the compiler threw on a program, and did not expect itself. */
const crashes = new WeakMap<Program, unknown>();

/** Makes an error of this program of whatever the compiler throws on it, to be told by `refuseCrash`. */
export function catchCrashes(program: Program): void {
  const parts = program as unknown as { initialize: () => void };
  const initialize = parts.initialize.bind(program);
  parts.initialize = () => guard(program, initialize);
}

/** The part of `catchCrashes` that is the compiler's own. */
export function compileGuarded({ program, module }: Compiler, compile: () => Module): Module {
  guard(program, compile);
  const optimize = module.optimize.bind(module);
  module.optimize = (...levels) => guard(program, () => optimize(...levels));
  return module;
}

/** `asc` ends the process where the compiler throws: it shall find a program with an error instead, and stop. */
function guard(program: Program, run: () => unknown): void {
  if (crashes.has(program)) return;
  try {
    run();
  } catch (cause) {
    crashes.set(program, cause);
    program.error(DiagnosticCode.Not_implemented_0, null, "this program");
  }
}

/** @throws ToolError ERR_COMPILE when the compiler itself failed on the program */
export function refuseCrash(program: Program): void {
  if (crashes.has(program)) throw crashError(crashes.get(program));
}

/** What to tell the author of a source at which the compiler itself fails. */
export function crashError(cause: unknown): ToolError {
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  return new ToolError("ERR_COMPILE", `the AssemblyScript compiler itself fails on this source${reason}`, {
    hint:
      cause instanceof RangeError
        ? "look for an expression or blocks nested too deep, a generic class that has itself as its argument, a file that exports all of itself, or thousands of files of which each imports the next"
        : "undo the last change, and write it in other words",
    cause,
  });
}
