import { type CallExpression, type Flow, type Node, type Program, Type } from "assemblyscript";

/** TS1140: the compiler could not tell the type that a generic function is called with. */
const TYPE_ARGUMENT_EXPECTED = 1140;
/** The compiler's `ReportMode.Report`; its `const enum` is not there at run time. */
const REPORT = 0;

/** What the compiler's declarations keep to themselves of its resolver. */
interface Resolver {
  inferGenericTypeArguments(node: Node, prototype: unknown, names: unknown, flow: Flow, mode?: number): unknown;
  resolveExpression(node: Node, flow: Flow, type: Type, mode: number): Type | null;
}

/**
 * Makes the compiler say which argument of a generic call it did not understand, and why: of a misspelt name in
 * `headers.set(name, value)` it says only TS1140, at the bracket, because it looks at the arguments in silence.
 */
export function explainInference(program: Program): void {
  const resolver = program.resolver as unknown as Resolver;
  const infer = resolver.inferGenericTypeArguments.bind(resolver);
  resolver.inferGenericTypeArguments = (node, prototype, names, flow, mode = REPORT) => {
    const inferred = infer(node, prototype, names, flow, mode);
    const said = program.diagnostics.at(-1);
    if (inferred !== null || mode !== REPORT || said?.code !== TYPE_ARGUMENT_EXPECTED) return inferred;
    program.diagnostics.pop();
    const count = program.diagnostics.length;
    for (const argument of (node as CallExpression).args) {
      resolver.resolveExpression(argument, flow, Type.auto, REPORT);
    }
    if (program.diagnostics.length === count) program.diagnostics.push(said);
    return inferred;
  };
}
