import { validate, type ManifestObject, type Problem } from "../../istio/index.js";
import { ToolError } from "../error.js";
import { checkByDefinition } from "./crd/check-by-definition.js";
import { fieldAt } from "./fields.js";
import type { OptionNames } from "./option-names.js";

/**
 * Everything that is wrong with an object: the traps that `istio/` knows, in its words, then what the CustomResourceDefinition of
 * its kind says of other places.
 */
export function checkObject(object: ManifestObject): Problem[] {
  const problems = validate(object);
  const named = problems.map(({ path }) => plain(path));
  const isNamed = (path: string): boolean => named.some((each) => each === path || each.startsWith(`${path}.`));
  return [...problems, ...checkByDefinition(object).filter(({ path }) => !isNamed(plain(path)))];
}

/** The same of an object that others wrote. The traps go by fields of which only its definition says that they are there. */
export function checkReadObject(object: ManifestObject): Problem[] {
  const problems = checkByDefinition(object);
  return problems.length > 0 ? problems : checkObject(object);
}

/**
 * One error for all problems; what several objects have in common is said once.
 *
 * @param names where the objects were made by options
 * @throws ToolError `ERR_MANIFEST_INVALID`
 */
export function refuseProblems(
  objects: readonly { kind: string; problems: readonly Problem[] }[],
  names?: OptionNames,
): void {
  const found = objects.flatMap(({ kind, problems }) => problems.map((problem) => ({ kind, problem })));
  if (found.length === 0) return;
  const messages = found.map(({ kind, problem }) => messageOf(kind, problem, names));
  const hints = found.map(({ problem: { hint, link } }) => (link === undefined ? hint : `${hint} (${link})`));
  throw new ToolError("ERR_MANIFEST_INVALID", [...new Set(messages)].join("; "), {
    hint: [...new Set(hints)].join("; "),
  });
}

function messageOf(kind: string, { path, message }: Problem, names: OptionNames | undefined): string {
  const field = names === undefined ? null : fieldAt(kind, path);
  return `${field === null || names === undefined ? kind : `${names.subject(field)}: ${kind}`} ${path}: ${message}`;
}

/** A path in one spelling: `labels["app"]` is `labels.app`. */
function plain(path: string): string {
  return path.replace(/\["([A-Za-z_$][\w$]*)"\]/g, ".$1");
}
