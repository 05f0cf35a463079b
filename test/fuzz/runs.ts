import type { Parameters } from "fast-check";
import { isCi } from "../real-parts/find.js";

/** With `CI` set, a change is judged by what it changes: every run of the same sources tries the same inputs. */
const CI_SEED = 20_260_101;

/**
 * How often a property is tried: as often as `SLUICE_FUZZ_RUNS` says times `share`, which is what it takes in the daily run. fast-check
 * prints the seed and the path of a failure; `SLUICE_FUZZ_SEED` begins with the same. Without it each run tries other inputs, but in CI.
 */
export function runs(share: number): Parameters<unknown> {
  const { SLUICE_FUZZ_RUNS: factor = "1", SLUICE_FUZZ_SEED } = process.env;
  const seed = SLUICE_FUZZ_SEED ?? (isCi ? CI_SEED : undefined);
  const numRuns = Math.max(1, Math.round(share * Number(factor)));
  return { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }) };
}
