import { CallExpression, IdentifierExpression, LiteralExpression, PropertyAccessExpression } from "assemblyscript";
import type { Expression, Program, StringLiteralExpression } from "assemblyscript";
import { ToolError } from "../error.js";
import { PACKAGE } from "./filter-code.js";
import { placeOf, walk } from "./syntax.js";

const MAPS = ["headers", "trailers"];
const CHANGES = ["set", "append"];

const NAME = /^:?[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const STATUS = /^(?!204|304)[2-5]\d\d$/;

/**
 * Looks at the headers that a source sets by name: where all of a module's texts are constants, nothing looks at them again. The rule is that of
 * `isField`, which looks at all others as they are set.
 *
 * @throws ToolError ERR_COMPILE when a name, or the value that stands beside it, can be no field's
 */
export function refuseBadFields(program: Program): void {
  for (const source of program.sources) {
    if (source.isLibrary || source.internalPath.startsWith(PACKAGE)) continue;
    for (const node of walk(source)) {
      if (!(node instanceof CallExpression) || !changesMap(node.expression)) continue;
      const name = literal(node.args[0]);
      const fault = name === null ? null : faultOf(name.toLowerCase(), literal(node.args[1]));
      if (fault === null) continue;
      throw new ToolError("ERR_COMPILE", `${placeOf(node)}: ${JSON.stringify(name)} ${fault}`, {
        hint: "Headers in the API's reference says what may be set",
      });
    }
  }
}

/** Whether it is `….headers.set` and its like. */
function changesMap(called: Expression): boolean {
  if (!(called instanceof PropertyAccessExpression) || !CHANGES.includes(called.property.text)) return false;
  const map = called.expression;
  if (map instanceof PropertyAccessExpression) return MAPS.includes(map.property.text);
  return map instanceof IdentifierExpression && MAPS.includes(map.text);
}

function faultOf(name: string, value: string | null): string | null {
  if (!NAME.test(name)) return "can be no header's name";
  if (name === "transfer-encoding") return "is set by Envoy alone";
  if (value === null) return null;
  if (name === ":status" && !STATUS.test(value)) return statusFault(value);
  if (name === ":method" && (!NAME.test(value) || value.startsWith(":"))) return "must be set to a token";
  return null;
}

function statusFault(value: string): string {
  const why = /^[2-5]\d\d$/.test(value) ? "a body may follow" : "it is no status from 200 to 599";
  return `can't be set to ${JSON.stringify(value)}: ${why}`;
}

function literal(expression: Expression | undefined): string | null {
  const value = expression instanceof LiteralExpression ? (expression as StringLiteralExpression).value : null;
  return typeof value === "string" ? value : null;
}
