import type { TypedObject } from "../kubernetes.js";
import { checkDnsLabel, checkDnsSubdomain } from "./dns-name.js";
import { checkAnnotations, checkLabels } from "./labels.js";
import type { Problem } from "./problem.js";

/** `metadata` of any object. */
export function checkObjectMeta({ metadata }: TypedObject): Problem[] {
  return [
    ...checkDnsSubdomain("metadata.name", metadata.name),
    ...checkDnsLabel("metadata.namespace", metadata.namespace),
    ...checkLabels("metadata.labels", metadata.labels),
    ...checkAnnotations("metadata.annotations", metadata.annotations),
  ];
}
