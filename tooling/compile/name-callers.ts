import type { CallExpression, Compiler, DiagnosticMessage, Expression } from "assemblyscript";
import { isInLibrary } from "./syntax.js";

/** What the compiler's declarations leave out of it. */
interface CallCompiler {
  compileCallExpression: (call: CallExpression, ...rest: unknown[]) => unknown;
}

/**
 * Makes this compiler show with each error in a library the filter's call that led there: a generic function is compiled for the types of its
 * caller, so of `headers.set("x", 1)` the compiler shows only a line of the SDK's.
 */
export function nameCallers(compiler: Compiler): void {
  const { diagnostics } = compiler.program;
  const parts = compiler as unknown as CallCompiler;
  const compile = parts.compileCallExpression.bind(compiler);
  parts.compileCallExpression = (call, ...rest) => {
    const before = diagnostics.length;
    const code = compile(call, ...rest);
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
