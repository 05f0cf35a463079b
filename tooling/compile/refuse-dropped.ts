import {
  BinaryExpression,
  CallExpression,
  Class,
  CommaExpression,
  DiagnosticCode,
  Function as CompiledFunction,
  FunctionPrototype,
  NamedTypeNode,
  ParenthesizedExpression,
  TernaryExpression,
} from "assemblyscript";
import type { Compiler, Element, Expression, ExpressionStatement } from "assemblyscript";
import { lineOf, PACKAGE } from "./filter-code.js";
import { isInLibrary } from "./syntax.js";

/** The compiler's `ReportMode.Swallow`; its `const enum` is not there at run time. */
const SWALLOW = 1;

/** The one function of this package that gives a `Flow` for a callback to return: what `respond` refuses, nothing overrules. */
const START = `${PACKAGE}sdk/task/Task#start`;

/** The class of all that have callbacks of a stream. */
const FILTER = `${PACKAGE}sdk/filter/Filter`;

/** The compiler's `Token` of `&&` and `||`, likewise. */
const AND = 97;
const OR = 98;

/** What the compiler's declarations leave out of it. */
interface StatementCompiler {
  compileExpressionStatement: (statement: ExpressionStatement) => unknown;
}

/**
 * Makes this compiler refuse a `Flow` that is computed where a callback decides, and dropped: the message would go on while the task that was to
 * judge it still waits. Whoever means that gives it to a variable. Elsewhere, as in a tick or the answer to a callout, no message waits for it.
 */
export function refuseDropped(compiler: Compiler): void {
  const parts = compiler as unknown as StatementCompiler;
  const compile = parts.compileExpressionStatement.bind(compiler);
  parts.compileExpressionStatement = (statement) => {
    const code = compile(statement);
    if (!isInLibrary(statement.range) && decides(compiler)) {
      for (const call of droppedCalls(statement.expression)) {
        const called = calledBy(compiler, call);
        if (called === null || !mustBeReturned(compiler, called)) continue;
        const said = `the Flow of ${called.name}() is dropped, and nothing waits for it`;
        compiler.error(DiagnosticCode.User_defined_0, call.range, said);
        const last = compiler.program.diagnostics.at(-1);
        if (last?.range === call.range) last.message = `${said}: write return ${textOf(call)};`;
      }
    }
    return code;
  };
}

/**
 * Whether what runs now is a callback that returns a `Flow`, or a method of a class that has one; not a callback such as `onLog`, for which no
 * message waits.
 */
function decides(compiler: Compiler): boolean {
  const { prototype, parent } = compiler.currentFlow.sourceFunction;
  if (givesFlow(compiler, prototype)) return true;
  if (!(parent instanceof Class)) return false;
  const line = lineOf(parent.prototype);
  if (!line.some(({ internalName }) => internalName === FILTER)) return false;
  const ofPackage = line.filter(({ internalName }) => internalName.startsWith(PACKAGE));
  return !ofPackage.some(({ instanceMembers }) => instanceMembers?.has(prototype.name) === true);
}

/** The calls whose value is the expression's. */
function* droppedCalls(expression: Expression): Generator<CallExpression> {
  if (expression instanceof CallExpression) yield expression;
  else if (expression instanceof ParenthesizedExpression) yield* droppedCalls(expression.expression);
  else if (expression instanceof BinaryExpression) {
    // Of the other operators, those that assign keep the value.
    if ([AND, OR].includes(expression.operator)) yield* droppedCalls(expression.right);
  } else if (expression instanceof CommaExpression) {
    for (const part of expression.expressions) yield* droppedCalls(part);
  } else if (expression instanceof TernaryExpression) {
    yield* droppedCalls(expression.ifThen);
    yield* droppedCalls(expression.ifElse);
  }
}

function calledBy({ resolver, currentFlow }: Compiler, { expression }: CallExpression): FunctionPrototype | null {
  const called = resolver.lookupExpression(expression, currentFlow, undefined, SWALLOW);
  if (called instanceof CompiledFunction) return called.prototype;
  return called instanceof FunctionPrototype ? called : null;
}

function mustBeReturned(compiler: Compiler, called: FunctionPrototype): boolean {
  const isOwn = !called.internalName.startsWith(PACKAGE);
  return (isOwn || called.internalName === START) && givesFlow(compiler, called);
}

function givesFlow({ program, resolver }: Compiler, called: FunctionPrototype): boolean {
  const { returnType } = called.functionTypeNode;
  if (!(returnType instanceof NamedTypeNode)) return false;
  const named: Element | null = resolver.resolveTypeName(returnType.name, null, called, SWALLOW);
  return named !== null && named === program.elementsByName.get(`${PACKAGE}sdk/flow/Flow`);
}

function textOf({ range: { source, start, end } }: CallExpression): string {
  return source.text.slice(start, end);
}
