import { Compiler, type Module, type Program } from "assemblyscript";

/** What happens around the compiler's work on a program. */
type Around = (compiler: Compiler, compile: () => Module) => Module;

const arounds = new WeakMap<Program, Around>();

let isWatched = false;

/**
 * Has the compiler of this program, and of no other, work within `around`: it is made and shown to nobody, and its class is shared with
 * whoever else compiles in this process.
 */
export function aroundCompile(program: Program, around: Around): void {
  arounds.set(program, around);
  if (!isWatched) watch(Compiler.prototype);
  isWatched = true;
}

function watch(prototype: { compile: (this: Compiler) => Module }): void {
  const { compile } = prototype;
  prototype.compile = function () {
    const around = arounds.get(this.program);
    return around === undefined ? compile.call(this) : around(this, () => compile.call(this));
  };
}
