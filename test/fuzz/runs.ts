import type { Parameters } from "fast-check";

/**
 * How often a property is tried: as often as `SLUICE_FUZZ_RUNS` says times `share`, which is what it takes in the daily run. fast-check
 * prints the seed and the path of a failure; `SLUICE_FUZZ_SEED` begins with the same.
 */
export function runs(share: number): Parameters<unknown> {
  const factor = Number(process.env["SLUICE_FUZZ_RUNS"] ?? "1");
  const seed = process.env["SLUICE_FUZZ_SEED"];
  return { numRuns: Math.max(1, Math.round(share * factor)), ...(seed === undefined ? {} : { seed: Number(seed) }) };
}
