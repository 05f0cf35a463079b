import { createRequire } from "node:module";
import type * as CelModule from "@bufbuild/cel";
import { Status } from "../../../assembly/shared/abi.js";
import { CelIterations } from "./cel-iterations.js";
import { celBindings, serializeCel } from "./cel-values.js";
import type { Context } from "../vm/context.js";
import type { RootContext } from "../vm/root-context.js";

type Cel = typeof CelModule;
type Environment = ReturnType<Cel["celEnv"]>;
type Expression = ReturnType<Cel["parse"]>;
type Node = NonNullable<Expression["expr"]>;
type Evaluate = ReturnType<typeof compile>;

/** The expressions of a root context. Tokens count from 0 and are not used again. */
interface Expressions {
  readonly byToken: Map<number, Evaluate>;
  nextToken: number;
}

const TOKEN_BYTES = 4;
const expressionsOf = new WeakMap<RootContext, Expressions>();
// Loaded by the first expression: few filters have one.
const load = createRequire(import.meta.url);
let loaded: { readonly cel: Cel; readonly environment: Environment; readonly iterations: CelIterations } | null = null;

function evaluator(): NonNullable<typeof loaded> {
  if (loaded === null) {
    const cel = load("@bufbuild/cel") as Cel;
    const iterations = new CelIterations(cel);
    loaded = { cel, iterations, environment: cel.celEnv({ funcs: [iterations.function] }) };
  }
  return loaded;
}

/** `expr_create`: the token of a CEL expression; BadArgument when it does not parse or calls what is not there. */
export function createExpression(root: RootContext, text: Buffer): Buffer | Status {
  let evaluate: Evaluate;
  try {
    evaluate = compile(text.toString("utf8"));
  } catch {
    return Status.BadArgument;
  }
  const expressions = expressionsOf.get(root) ?? { byToken: new Map<number, Evaluate>(), nextToken: 0 };
  expressionsOf.set(root, expressions);
  const token = Buffer.alloc(TOKEN_BYTES);
  token.writeUInt32LE(expressions.nextToken);
  expressions.byToken.set(expressions.nextToken++, evaluate);
  return token;
}

/** `expr_evaluate`: the value over the attributes of the context, in the form that a property has; InternalFailure when there is none. */
export function evaluateExpression(context: Context, token: Buffer): Buffer | Status {
  if (token.length !== TOKEN_BYTES) return Status.BadArgument;
  const evaluate = expressionsOf.get(context.root)?.byToken.get(token.readUInt32LE());
  if (evaluate === undefined) return Status.NotFound;
  const { cel, iterations } = evaluator();
  const { bindings, origins } = celBindings(context, load);
  iterations.begin();
  const value = evaluate(bindings);
  return iterations.isOut || cel.isCelError(value) ? Status.InternalFailure : serializeCel(cel, value, origins);
}

/** `expr_delete`: Ok, whether there was one or not. */
export function deleteExpression(root: RootContext, token: Buffer): Status {
  if (token.length !== TOKEN_BYTES) return Status.BadArgument;
  expressionsOf.get(root)?.byToken.delete(token.readUInt32LE());
  return Status.Ok;
}

function compile(text: string) {
  const { cel, environment, iterations } = evaluator();
  const parsed = cel.parse(text);
  for (const node of nodesOf(parsed.expr)) {
    refuseUnknownCall(environment, node);
    iterations.count(node);
  }
  return cel.plan(environment, parsed);
}

/** What an expression is made of, from the outside in. */
function* nodesOf(root: Node | undefined): Generator<Node> {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const node = pending.pop();
    if (typeof node !== "object" || node === null) continue;
    pending.push(...(Object.values(node) as unknown[]));
    if ("exprKind" in node) yield node as Node;
  }
}

/** Envoy looks functions up when it compiles, by name, kind and number of arguments; operators are always there. */
function refuseUnknownCall(environment: Environment, { exprKind }: Node): void {
  if (exprKind.case !== "callExpr" || !/^[A-Za-z]/.test(exprKind.value.function)) return;
  const { function: name, target, args } = exprKind.value;
  const overloads = [...(environment.funcs.find(name) ?? [])];
  const isKnown = overloads.some(
    (overload) =>
      (overload.target === undefined) === (target === undefined) && overload.arguments.length === args.length,
  );
  if (!isKnown) throw new Error(`no function ${name} of ${args.length} arguments`);
}
