import type { PodDisruptionBudget } from "../pod-disruption-budget.js";
import { checkLabels } from "./labels.js";
import { checkObjectMeta } from "./object-meta.js";
import { unless, type Problem } from "./problem.js";

const PERCENTAGE = /^(?:100|[1-9]?\d)%$/;

/** What the API server refuses a PodDisruptionBudget for, and a selector that means every pod of its namespace. */
export function validatePodDisruptionBudget(budget: PodDisruptionBudget): Problem[] {
  const { maxUnavailable, selector } = budget.spec;
  const isCount = Number.isInteger(maxUnavailable) && Number(maxUnavailable) >= 0;
  return [
    ...checkObjectMeta(budget),
    ...unless(
      isCount || PERCENTAGE.test(String(maxUnavailable)),
      "spec.maxUnavailable",
      `${JSON.stringify(maxUnavailable)} is neither a number of pods nor a share of them`,
      "write it as 1, or as 50%",
    ),
    ...checkLabels("spec.selector.matchLabels", selector.matchLabels),
    ...unless(
      Object.keys(selector.matchLabels).length > 0,
      "spec.selector.matchLabels",
      "selects every pod of the namespace",
      "give the labels of the pods",
    ),
  ];
}
