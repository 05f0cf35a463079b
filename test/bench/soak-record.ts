import type { SoakPoint } from "./soak-filter.js";

export type SoakEngine = "host" | "envoy";

/** What the soak of one filter found. */
export interface SoakRecord {
  /** That of the filter, with its variant. */
  readonly name: string;
  readonly engine: SoakEngine;
  readonly points: readonly SoakPoint[];
}
