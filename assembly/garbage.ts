/**
 * When garbage is collected: between callbacks, when no object is on the stack, and never within one. That lets modules use the
 * smallest of AssemblyScript's runtimes, without a shadow stack that every function keeps up to date.
 */

import { hasHeap } from "./build";
import { isCollectionDue } from "./rt/heap";
import { refillSteps } from "./steps";

export { hasten, isFull, isScarce } from "./rt/heap";

export function collectGarbage(): void {
  if (!hasHeap || !isCollectionDue()) return;
  __collect();
  refillSteps();
}
