import type { Attachment } from "../wasm-plugin.js";
import { checkLabels } from "./labels.js";
import { LINKS } from "./links.js";
import { checkTargetRef, checkTargetRefs } from "./target-refs.js";
import { unless, type Problem } from "./problem.js";

/** What a WasmPlugin or a TrafficExtension attaches to. */
export function checkAttachment({ selector, targetRef, targetRefs }: Attachment): Problem[] {
  return [
    ...unless(
      selector === undefined || targetRefs === undefined,
      "spec.targetRefs",
      "stands beside spec.selector",
      "keep one of them: targetRefs for a Gateway of the Gateway API or a waypoint, selector for workloads",
      LINKS.targetRefs,
    ),
    ...checkLabels("spec.selector.matchLabels", selector?.matchLabels),
    ...checkTargetRefs("spec.targetRefs", targetRefs),
    ...(targetRef === undefined ? [] : checkTargetRef("spec.targetRef", targetRef)),
  ];
}
