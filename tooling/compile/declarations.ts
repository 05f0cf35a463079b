import {
  CallExpression,
  FunctionDeclaration,
  Global,
  IdentifierExpression,
  LiteralExpression,
  NewExpression,
  PropertyAccessExpression,
  TypeName,
} from "assemblyscript";
import type {
  ArrayLiteralExpression,
  Expression,
  File,
  Node,
  Program,
  Source,
  StringLiteralExpression,
  VariableDeclaration,
} from "assemblyscript";
import { ToolError } from "../error.js";
import type { PluginKind } from "../gateway.js";
import { type FilterCode, PACKAGE } from "./filter-code.js";
import { kindsOf } from "./kinds-of.js";
import { findOwners, type Registration } from "./root-id-owners.js";
import type { FilterSource } from "./sources.js";
import { placeOf, walk } from "./syntax.js";

/** The compiler's `CommonFlags.Const`: an enum that is not there when we run. */
const CONST = 8;

/** What the filters' sources say of the module, in calls whose arguments are literals. */
export interface Declarations {
  /** The plugins by their root ids, in the order of their registration. */
  readonly plugins: ReadonlyMap<string, DeclaredPlugin>;
  /** Names of the labels that the module's metrics carry, sorted. */
  readonly metricLabels: readonly string[];
}

/** What is registered under a root id. */
export interface DeclaredPlugin {
  /** The filter that registers it. */
  readonly filter: FilterSource;
  /** What it may be to a gateway. */
  readonly kinds: readonly PluginKind[];
}

/**
 * Reads root ids and metric labels out of the filters' own sources.
 *
 * @throws ToolError ERR_COMPILE when a root id or a label is not a literal, when a function registers, or for what `findOwners` refuses.
 */
export function readDeclarations(program: Program, filters: readonly FilterCode[]): Declarations {
  const registrations: Registration[] = [];
  const labels = new Set<string>();
  for (const source of program.sources.filter((candidate) => !candidate.isLibrary)) {
    const file = program.filesByName.get(source.internalPath);
    if (file === undefined) continue;
    for (const node of walk(source)) {
      if (node instanceof CallExpression) {
        const called = nameOf(file, node.expression);
        const [first, second] = node.args;
        const registersAs = (rootId: string | null, factory: Expression | undefined): void => {
          refuseLate(source, node);
          registrations.push({ rootId, factory, source, place: placeOf(node) });
        };
        if (REGISTER.includes(called ?? "")) registersAs(rootIdOf(node, first), second);
        if (called === COMPAT_REGISTER) registersAs(rootIdOf(node, constantOf(file, second)), first);
        if (called === REGISTER_ANY) registersAs(null, first);
        if (called === DECLARE_LABELS) for (const label of literalsOf(node, node.args[0])) labels.add(label);
      } else if (node instanceof NewExpression && METRICS.includes(nameOf(file, node.typeName) ?? "")) {
        for (const label of labelsOf(node)) labels.add(label);
      }
    }
  }
  const plugins = new Map<string, DeclaredPlugin>();
  for (const [rootId, owned] of findOwners(registrations, filters)) {
    plugins.set(rootId, { filter: owned.owner.filter, kinds: kindsOf(program, owned) });
  }
  return { plugins, metricLabels: [...labels].sort() };
}

const REGISTER = ["sdk/register/register", "sdk/register/registerPlugin"];
/** The root id comes second, and may be a constant: programs that were written without us have them. */
const COMPAT_REGISTER = "assembly/compat/register/registerRootContext";
/** Registers for every root id that a gateway may configure. */
const REGISTER_ANY = "assembly/compat/register/setRootContext";
/** What `Counter.increment` and its like take. */
const LABELS_MAX = 3;
const DECLARE_LABELS = "sdk/metric-series/declareMetricLabels";
const METRICS = ["sdk/metrics/Counter", "sdk/metrics/Gauge", "sdk/metrics/Histogram"];

/** What an expression of a source names in this package, as a path without the package's own; null for everything else. */
function nameOf(file: File, expression: Expression | TypeName): string | null {
  let name: string | undefined;
  if (expression instanceof IdentifierExpression) {
    name = file.lookup(expression.text)?.internalName;
  } else if (expression instanceof TypeName) {
    name = file.lookup(expression.identifier.text)?.internalName;
  } else if (expression instanceof PropertyAccessExpression && expression.expression instanceof IdentifierExpression) {
    // import * as proxy from "…"; proxy.registerRootContext(…)
    name = file.lookup(expression.expression.text)?.getMember(expression.property.text)?.internalName;
  }
  return name?.startsWith(PACKAGE) === true ? name.slice(PACKAGE.length) : null;
}

function rootIdOf(node: CallExpression, argument: Expression | undefined): string {
  const rootId = literalText(argument);
  // The guest compares root ids byte by byte, which tells equal ones for ASCII alone.
  const isAscii = rootId !== null && /^[\x20-\x7e]*$/.test(rootId);
  return isAscii ? rootId : refuse(node, "a root id");
}

/** A gateway asks for a root id once the module is loaded: whether a function has registered it by then, the build can't see. */
function refuseLate(source: Source, call: CallExpression): void {
  for (const node of walk(source)) {
    if (!(node instanceof FunctionDeclaration) || call.range.start < node.range.start) continue;
    if (call.range.end > node.range.end) continue;
    throw new ToolError("ERR_COMPILE", `${placeOf(call)}: the function ${node.name.text} registers a root id`, {
      hint: "call it at the top level of the source: the root ids must be there once the module is loaded",
    });
  }
}

/** What a constant is set to, for its name. */
function constantOf(file: File, expression: Expression | undefined): Expression | undefined {
  if (!(expression instanceof IdentifierExpression)) return expression;
  const element = file.lookup(expression.text);
  const isConstant = element instanceof Global && element.is(CONST);
  return (isConstant ? (element.declaration as VariableDeclaration).initializer : null) ?? undefined;
}

function labelsOf(node: NewExpression): string[] {
  const list = node.args[1];
  if (list === undefined) return [];
  const labels = literalsOf(node, list);
  if (labels.length > LABELS_MAX) return refuse(list, `at most ${LABELS_MAX} labels of a metric`);
  return labels;
}

/** The texts of a list that stands there as a literal. */
function literalsOf(node: Node, list: Expression | undefined): string[] {
  const refused = (): never => refuse(list ?? node, "the labels of a metric");
  const elements = (list as ArrayLiteralExpression | undefined)?.elementExpressions;
  return elements?.map((element) => literalText(element) ?? refused()) ?? refused();
}

function literalText(expression: Expression | undefined): string | null {
  return expression instanceof LiteralExpression && typeof (expression as StringLiteralExpression).value === "string"
    ? (expression as StringLiteralExpression).value
    : null;
}

function refuse(node: Node, what: string): never {
  throw new ToolError(
    "ERR_COMPILE",
    `${placeOf(node)}: ${what} must be written as string literals, root ids in ASCII`,
    {
      hint: "the build writes them into the module's papers, so it must read them without running the filter",
    },
  );
}
