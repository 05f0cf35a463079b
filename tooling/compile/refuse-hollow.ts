import { DiagnosticCode, NewExpression } from "assemblyscript";
import type { Element, Expression, Flow, Node, Program, Type } from "assemblyscript";
import { isInLibrary } from "./syntax.js";

/** The compiler's `ReportMode.Report`; its `const enum` is not there at run time. */
const REPORT = 0;

/** What the compiler's declarations keep to themselves of its resolver. */
interface Resolver {
  lookupExpression(node: Expression, flow: Flow, type?: Type, mode?: number): Element | null;
  resolveClassInclTypeArguments(
    prototype: Element,
    typeArguments: unknown,
    flow: Flow,
    context: unknown,
    types: unknown,
    node: Node,
    mode?: number,
  ): unknown;
}

/**
 * Refuses what AssemblyScript's library has only for the sake of the name: it builds, and ends the VM where it is used. It is known where the
 * compiler looks a name up, for a source may give the name a meaning of its own: in the file, by an import, as a parameter or variable.
 */
export function refuseHollow(program: Program): void {
  const resolver = program.resolver as unknown as Resolver;
  const environment = program.elementsByName.get("~lib/process/process.env");
  const lookUp = resolver.lookupExpression.bind(resolver);
  resolver.lookupExpression = (node, flow, type, mode = REPORT) => {
    const found = lookUp(node, flow, type, mode);
    if (found !== environment || !isRefused(node, mode)) return found;
    return refuse(program, node, "process.env");
  };
  const regExp = program.elementsByName.get("~lib/regexp/RegExp");
  const resolveClass = resolver.resolveClassInclTypeArguments.bind(resolver);
  resolver.resolveClassInclTypeArguments = (prototype, typeArguments, flow, context, types, node, mode = REPORT) => {
    if (prototype === regExp && node instanceof NewExpression && isRefused(node, mode)) {
      return refuse(program, node, "RegExp");
    }
    return resolveClass(prototype, typeArguments, flow, context, types, node, mode);
  };
}

/** The library is free to speak of itself, and the compiler to ask in silence what there is. */
function isRefused({ range }: Node, mode: number): boolean {
  return mode === REPORT && !isInLibrary(range);
}

/** Nothing found is what the compiler takes for an error that is told already. */
function refuse(program: Program, node: Node, name: string): null {
  program.error(DiagnosticCode.Not_implemented_0, node.range, name);
  return null;
}
