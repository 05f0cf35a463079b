import { CallExpression, IdentifierExpression, LiteralExpression, NewExpression } from "assemblyscript";
import type {
  Expression,
  File,
  Program,
  Source,
  StringLiteralExpression,
  ArrayLiteralExpression,
} from "assemblyscript";
import { ToolError } from "../error.js";
import { walk } from "./syntax.js";

const SDK = "~lib/sluice/sdk/";

/** What a filter's sources say of the module, in calls whose arguments are literals. */
export interface Declarations {
  /** Root ids, in the order of their registration. */
  readonly rootIds: readonly string[];
  /** Names of the labels that the module's metrics carry, sorted. */
  readonly metricLabels: readonly string[];
}

/**
 * Reads root ids and metric labels out of the filter's own sources.
 *
 * @throws ToolError ERR_COMPILE when nothing is registered, or a root id or a label is not a literal.
 */
export function readDeclarations(program: Program): Declarations {
  const rootIds: string[] = [];
  const labels = new Set<string>();
  for (const source of program.sources.filter((candidate) => !candidate.isLibrary)) {
    const file = program.filesByName.get(source.internalPath);
    if (file === undefined) continue;
    for (const node of walk(source)) {
      if (node instanceof CallExpression && isSdk(file, node.expression, REGISTER)) {
        const rootId = literalText(node.args[0]);
        // The guest compares root ids byte by byte, which tells equal ones for ASCII alone.
        const isAscii = rootId !== null && /^[\x20-\x7e]*$/.test(rootId);
        rootIds.push(isAscii ? rootId : refuse(source, node.range.start, "a root id"));
      } else if (node instanceof NewExpression && isSdkClass(file, node, METRICS)) {
        for (const label of labelsOf(node, source)) labels.add(label);
      }
    }
  }
  if (rootIds.length === 0) {
    throw new ToolError("ERR_COMPILE", "the filter registers nothing", {
      hint: 'call register("my-root-id", () => new MyFilter()) at the top level of its source',
    });
  }
  return { rootIds: [...new Set(rootIds)], metricLabels: [...labels].sort() };
}

const REGISTER = ["register/register", "register/registerPlugin"];
/** What `Counter.increment` and its like take. */
const LABELS_MAX = 3;
const METRICS = ["metrics/Counter", "metrics/Gauge", "metrics/Histogram"];

function isSdk(file: File, expression: Expression, paths: readonly string[]): boolean {
  if (!(expression instanceof IdentifierExpression)) return false;
  const element = file.lookup(expression.text);
  return element !== null && paths.some((path) => element.internalName === SDK + path);
}

function isSdkClass(file: File, node: NewExpression, paths: readonly string[]): boolean {
  const element = file.lookup(node.typeName.identifier.text);
  return element !== null && paths.some((path) => element.internalName === SDK + path);
}

function labelsOf(node: NewExpression, source: Source): string[] {
  const list = node.args[1];
  if (list === undefined) return [];
  const elements = (list as ArrayLiteralExpression).elementExpressions as Expression[] | undefined;
  const refused = (): never => refuse(source, list.range.start, "the labels of a metric");
  if (elements === undefined) return refused();
  if (elements.length > LABELS_MAX) return refuse(source, list.range.start, `at most ${LABELS_MAX} labels of a metric`);
  return elements.map((element) => literalText(element) ?? refused());
}

function literalText(expression: Expression | undefined): string | null {
  return expression instanceof LiteralExpression && typeof (expression as StringLiteralExpression).value === "string"
    ? (expression as StringLiteralExpression).value
    : null;
}

function refuse(source: Source, position: number, what: string): never {
  const place = `${source.normalizedPath}:${source.lineAt(position)}:${source.columnAt()}`;
  throw new ToolError("ERR_COMPILE", `${place}: ${what} must be written as string literals, root ids in ASCII`, {
    hint: "the build writes them into the module's papers, so it must read them without running the filter",
  });
}
