import { ToolError } from "../../../tooling/error.js";
import type { BenchContext } from "../../../tooling/bench/context.js";
import { soakEnvoy, type SoakReading } from "./soak-envoy.js";
import { soakHost } from "./soak-host.js";
import { CONNECTIONS, countOf } from "./soak-traffic.js";
import { renderRows } from "../../../tooling/bench/table.js";

/** What the memory of one engine comes to. */
export interface MemoryRow {
  readonly engine: "Envoy" | "in-process host";
  readonly afterWarmUp: SoakReading;
  readonly atEnd: SoakReading;
  readonly seconds: number;
}

/**
 * Linear memory of a module after its first requests and after all: `memory.size()` as the module itself records it at the end of
 * each stream. One request in twenty has 64 KB of headers, one is aborted by its client, one calls a cluster that does not exist, one
 * another where nothing listens, and one another that breaks off its answers.
 */
export interface MemoryResult {
  readonly warmUp: number;
  readonly requests: number;
  readonly rows: readonly MemoryRow[];
}

const WARM_UP = 1_000;

/** @throws ToolError ERR_INTERNAL when requests were not answered, or not all kinds of them came to the filter. */
export async function measureMemory(context: BenchContext, requests: number): Promise<MemoryResult> {
  const options = { warmUp: Math.min(WARM_UP, requests), requests };
  const rows: MemoryRow[] = [];
  for (const [engine, soak] of [
    ["Envoy", soakEnvoy],
    ["in-process host", soakHost],
  ] as const) {
    context.onProgress(`memory: ${engine}`);
    const start = performance.now();
    const [afterWarmUp, atEnd] = await soak(context, options);
    expectMixed(engine, atEnd, requests);
    rows.push({ engine, afterWarmUp, atEnd, seconds: (performance.now() - start) / 1000 });
  }
  return { ...options, rows };
}

function expectMixed(engine: string, reading: SoakReading, requests: number): void {
  const expected: Partial<SoakReading> = {
    requests: requests + CONNECTIONS,
    largeHeaders: countOf("large", requests) + CONNECTIONS,
    abortedStreams: countOf("aborted", requests) + CONNECTIONS,
    refusedCallouts: countOf("refused", requests),
    failedCallouts: countOf("unreachable", requests) + countOf("reset", requests),
  };
  for (const [name, count] of Object.entries(expected)) {
    const seen = reading[name as keyof SoakReading];
    if (seen === count) continue;
    throw new ToolError("ERR_INTERNAL", `the memory job on ${engine}: ${name} is ${seen}, and should be ${count}`);
  }
}

/** The result as text for a terminal. */
export function renderMemory({ warmUp, requests, rows }: MemoryResult): string[] {
  const [before, after] = [warmUp, requests].map((count) => count.toLocaleString("en-US"));
  return [
    `memory: ${after} requests, of which 5 % with 64 KB headers, 5 % aborted, 15 % with failing callouts`,
    ...renderRows(
      ["engine", `linear memory after ${before}`, `after ${after}`, "process", "", "time"],
      rows.map(({ engine, afterWarmUp, atEnd, seconds }) => [
        ...[engine, kibibytes(afterWarmUp.memoryBytes), kibibytes(atEnd.memoryBytes)],
        ...[kibibytes(afterWarmUp.processBytes), kibibytes(atEnd.processBytes), `${seconds.toFixed(0)} s`],
      ]),
    ),
  ];
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toLocaleString("en-US", { maximumFractionDigits: 0 })} KiB`;
}
