import type { PluginSpec } from "../../../tooling/gateway.js";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { join } from "node:path";
import { PEERS } from "../jobs/peers.js";

/** What one of the mixed requests is. */
export type SoakKind = "plain" | "large" | "aborted" | "refused" | "unreachable" | "reset";

/**
 * Streams that live at once. Before all else there are as many with large headers, so that what memory comes to later is no matter of
 * how many of these happen to meet.
 */
export const CONNECTIONS = 16;

/** One of each in {@link PERIOD} requests, the rest plain. */
const SPECIAL: readonly SoakKind[] = ["large", "aborted", "refused", "unreachable", "reset"];
const PERIOD = 20;

/** The kind of the request with that number. */
export function soakKind(index: number): SoakKind {
  return SPECIAL[index % PERIOD] ?? "plain";
}

/** How many of the first `requests` are of a kind. */
export function countOf(kind: SoakKind, requests: number): number {
  let count = Math.floor(requests / PERIOD) * (SPECIAL.includes(kind) ? 1 : PERIOD - SPECIAL.length);
  for (let index = requests - (requests % PERIOD); index < requests; index += 1) {
    count += Number(soakKind(index) === kind);
  }
  return count;
}

/** A value that makes a request's headers 64 KB. */
const LARGE = "x".repeat(64_000);

/** Callout clusters that the filter is told to call. Only the first does not exist. */
const CLUSTERS: Readonly<Partial<Record<SoakKind, string>>> = {
  refused: "missing",
  unreachable: "closed",
  reset: "cut",
};

/** The headers by which the filter does what the kind says. */
export function soakHeaders(kind: SoakKind): Record<string, string> {
  const cluster = CLUSTERS[kind];
  return {
    ...(kind === "large" ? { "x-large": LARGE } : {}),
    ...(cluster === undefined ? {} : { "x-call": cluster }),
  };
}

/** The filter that tells what its memory has come to. */
export async function soakPlugin(): Promise<PluginSpec> {
  const { module } = await compileFilter({ filter: join(PEERS, "sluice", "soak") });
  return { name: "soak", rootId: "soak", module };
}

/** The filter's own account. */
export interface SoakCounts {
  readonly memoryBytes: number;
  readonly requests: number;
  readonly largeHeaders: number;
  readonly failedCallouts: number;
  readonly refusedCallouts: number;
}

/** @param values its metrics by name */
export function soakCounts(values: ReadonlyMap<string, number>): SoakCounts {
  const valueOf = (name: string): number => values.get(`soak_${name}`) ?? 0;
  return {
    memoryBytes: valueOf("memory_bytes"),
    requests: valueOf("requests"),
    largeHeaders: valueOf("large_headers"),
    failedCallouts: valueOf("failed_callouts"),
    refusedCallouts: valueOf("refused_callouts"),
  };
}
