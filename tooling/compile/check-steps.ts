import { type Refusal, warning } from "../check/refusal.js";
import { ToolError } from "../error.js";
import { readPapers } from "./papers.js";

/** Warns of a module whose papers name no limit of steps: Envoy runs it for as long as it goes on. Never throws on a module. */
export function checkSteps(bytes: Uint8Array): Refusal[] {
  if (hasLimit(bytes)) return [];
  const message = "is not bounded in steps: a loop without end holds one of Envoy's workers for ever";
  return [warning("steps-unbounded", message, "see that its loops end; modules of `sluice build` trap instead")];
}

function hasLimit(bytes: Uint8Array): boolean {
  try {
    return typeof readPapers(bytes)?.steps === "number";
  } catch (error) {
    if (error instanceof ToolError) return false;
    throw error;
  }
}
