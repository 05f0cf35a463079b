/**
 * The steps that a callback has left. The build puts into the module what takes them (`tooling/compile/meter.ts`). Where none are left
 * the module says so and traps: its streams fail, and the host's worker is free again.
 */
import { proxy_log } from "./imports";
import { LogLevel } from "./shared/abi";
import { STEPS_PER_CALLBACK } from "./shared/step-limit";

export let stepsLeft: i32 = STEPS_PER_CALLBACK;

/** Gives whoever runs next all the steps. */
// @ts-ignore: decorator
@inline
export function refillSteps(): void {
  stepsLeft = STEPS_PER_CALLBACK;
}

export function takeStep(): void {
  if (stepsLeft == 0) outOfSteps();
  stepsLeft--;
}

export function takeSteps(count: i32): void {
  const left = stepsLeft - count;
  if (left < 0) outOfSteps();
  stepsLeft = left;
}

/** What copying `size` bytes takes, which are returned. */
export function takeBytes(size: usize): usize {
  takeSteps(<i32>(size >>> 3));
  return size;
}

/** "a callback may take 500 million steps: make its loop end" */
const OUT_OF_STEPS = memory.data<u8>([
  97, 32, 99, 97, 108, 108, 98, 97, 99, 107, 32, 109, 97, 121, 32, 116, 97, 107, 101, 32, 53, 48, 48, 32, 109, 105, 108,
  108, 105, 111, 110, 32, 115, 116, 101, 112, 115, 58, 32, 109, 97, 107, 101, 32, 105, 116, 115, 32, 108, 111, 111, 112,
  32, 101, 110, 100,
]);

export function outOfSteps(): void {
  proxy_log(LogLevel.Critical, OUT_OF_STEPS, 56);
  unreachable();
}
