import { Expression, quoteJson } from "sluice/sdk";
import { Fault } from "./fault";

/** An expression made ready by Envoy; null after a fault. */
export function compileExpression(path: string, text: string): Expression | null {
  const expression = Expression.compile(text);
  if (expression === null) Fault.set(path, "is no CEL expression");
  return expression;
}

/** Whether `attribute`, such as `request.url_path`, has a match of an RE2: Envoy's own regular expressions, in linear time. Null after a fault. */
export function compileMatch(path: string, attribute: string, pattern: string): Expression | null {
  const literal = quoteJson(pattern);
  // A pattern is looked at when it is first used; here, so that no request is the first.
  const trial = Expression.compile('"".matches(' + literal + ")");
  if (trial === null || trial.evaluate() === null) Fault.set(path, "is no regular expression");
  if (trial !== null) trial.delete();
  return compileExpression(path, attribute + ".matches(" + literal + ")");
}
