import type { SoakPoint } from "./soak-filter.js";

/** What a filter can be soaked in. */
export const SOAK_ENGINES = ["host", "envoy"] as const;
export type SoakEngine = (typeof SOAK_ENGINES)[number];

/** What the soak of one filter found. */
export interface SoakRecord {
  /** That of the filter, with its variant. */
  readonly name: string;
  readonly engine: SoakEngine;
  readonly points: readonly SoakPoint[];
}
