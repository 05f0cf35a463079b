import { Compiler, DiagnosticCode, type Module, Program } from "assemblyscript";
import { ToolError } from "../error.js";

/** What the compiler threw on a program, and did not expect itself. */
const crashes = new WeakMap<Program, unknown>();

const programs = Program.prototype as { initialize: (this: Program) => void };
const { initialize } = programs;
programs.initialize = function (): void {
  guard(this, () => initialize.call(this));
};

const compilers = Compiler.prototype as { compile: (this: Compiler) => Module };
const { compile } = compilers;
compilers.compile = function (): Module {
  const { program, module } = this;
  guard(program, () => void compile.call(this));
  const optimize = module.optimize.bind(module);
  module.optimize = (...levels) => guard(program, () => optimize(...levels));
  return module;
};

/** `asc` ends the process where the compiler throws: it shall find a program with an error instead, and stop. */
function guard(program: Program, run: () => void): void {
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
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ToolError("ERR_COMPILE", `the AssemblyScript compiler itself fails on this source: ${reason}`, {
    hint:
      cause instanceof RangeError
        ? "look for an expression or blocks nested too deep, or a generic class that has itself as its argument"
        : "undo the last change, and write it in other words",
    cause,
  });
}
