import type { JsonObject, Problem, TypedObject } from "../../../istio/index.js";
import { checkRules } from "./check-rules.js";
import { checkStructure } from "./check-structure.js";
import { definitionOf } from "./definition.js";

/**
 * Everything for which the API server refuses an object by the CustomResourceDefinition of its kind, or drops a part of it; empty
 * for the kinds of Kubernetes itself. As there, the rules in CEL are asked only about an object whose structure is right.
 *
 * Source: the definitions of `istio/crds`, with their versions.
 */
export function checkByDefinition(object: Pick<TypedObject, "apiVersion" | "kind">): Problem[] {
  const definition = definitionOf(object.apiVersion, object.kind);
  if (definition === null) return [];
  // What JSON drops, such as undefined, is dropped before the API server sees it.
  const value = JSON.parse(JSON.stringify(object)) as JsonObject;
  const problems = checkStructure(definition, value);
  return problems.length > 0 ? problems : checkRules(definition.schema, value);
}
