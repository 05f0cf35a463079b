import { Compiler, type Range } from "assemblyscript";
import type { CallExpression, DiagnosticMessage, Expression, Program } from "assemblyscript";

/** What the compiler's declarations leave out of it. */
interface CallCompiler {
  readonly program: Program;
  compileCallExpression: (this: CallCompiler, call: CallExpression, ...rest: unknown[]) => unknown;
}

const LIBRARY_PREFIX = "~lib/";

/**
 * Makes the compiler show, in all its runs from now on, with each error in a library the filter's call that led there: a generic function
 * is compiled for the types of its caller, so of `headers.set("x", 1)` the compiler shows only a line of the SDK's.
 */
export function nameCallers(): void {
  const prototype = Compiler.prototype as unknown as CallCompiler;
  const compile = prototype.compileCallExpression;
  prototype.compileCallExpression = function (this: CallCompiler, call, ...rest) {
    const { diagnostics } = this.program;
    const before = diagnostics.length;
    const code = compile.call(this, call, ...rest);
    if (!isInLibrary(call.range)) {
      for (const said of diagnostics.slice(before)) nameCaller(said, call);
    }
    return code;
  };
}

/** The innermost call is asked first; one that names another place already stays as it is. */
function nameCaller(said: DiagnosticMessage, call: Expression): void {
  if (said.range !== null && isInLibrary(said.range)) said.relatedRange ??= call.range;
}

function isInLibrary(range: Range): boolean {
  return range.source.normalizedPath.startsWith(LIBRARY_PREFIX);
}
