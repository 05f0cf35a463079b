import type { ConfigPatch } from "../envoy-filter.js";
import { LINKS } from "./links.js";
import { unless, type Problem } from "./problem.js";

/** Operations that put a filter beside another one. */
export const RELATIVE_OPERATIONS = ["INSERT_BEFORE", "INSERT_AFTER"];

/** All there are. */
export const OPERATIONS = [
  "MERGE",
  "ADD",
  "REMOVE",
  ...RELATIVE_OPERATIONS,
  "INSERT_FIRST",
  "REPLACE",
  "MERGE_AND_REPLACE_LIST",
];

const REPLACEABLE = ["HTTP_FILTER", "NETWORK_FILTER", "VIRTUAL_HOST"];
/** What is neither added nor taken away. */
const FIXED = ["ROUTE_CONFIGURATION", "HTTP_ROUTE"];

/** What a patch does that does nothing where it is applied, or something else once another resource changes. */
export function checkOperation(
  path: string,
  applyTo: string,
  { operation, filterClass, value }: ConfigPatch["patch"],
  priority: number,
): Problem[] {
  const isIdle =
    (operation === "REPLACE" && !REPLACEABLE.includes(applyTo)) ||
    ((operation === "ADD" || operation === "REMOVE") && FIXED.includes(applyTo));
  const dependsOnOrder = !isIdle && [...RELATIVE_OPERATIONS, "REMOVE", "REPLACE"].includes(operation);
  return [
    ...unless(
      !isIdle,
      `${path}.operation`,
      `${operation} does nothing where ${applyTo} is patched`,
      "use MERGE",
      LINKS.patch,
    ),
    ...unless(
      !dependsOnOrder || priority !== 0,
      "spec.priority",
      `is 0, and ${operation} depends on the order of the patches (IST0151, IST0155)`,
      "give a priority other than 0",
      LINKS.relativePriority,
    ),
    ...unless(
      filterClass === undefined,
      `${path}.filterClass`,
      "is heeded by no istiod so far",
      "take it out, and say the place by INSERT_FIRST or INSERT_BEFORE",
      LINKS.patch,
    ),
    ...unless(
      operation === "REMOVE" || value !== undefined,
      `${path}.value`,
      "is missing",
      "give what the operation puts in",
    ),
  ];
}
