import type { Engine } from "../gateway.js";
import { serve } from "../testing/serve.js";
import type { DemoFilter } from "./filters.js";

const ROUNDS = 3;

/** How much longer the engine takes to be ready with each filter than without any, in ms: medians of interleaved rounds. */
export async function measureLoadTimes(engine: Engine, filters: readonly DemoFilter[]): Promise<number[]> {
  const candidates = [null, ...filters];
  const samples = candidates.map((): number[] => []);
  for (let round = 0; round < ROUNDS; ++round) {
    for (const [index, filter] of candidates.entries()) samples[index]?.push(await timeStart(engine, filter));
  }
  const [base = 0, ...times] = samples.map(median);
  return times.map((time) => Math.max(0, Math.round(time - base)));
}

async function timeStart(engine: Engine, filter: DemoFilter | null): Promise<number> {
  const plugins = filter === null ? [] : [{ filter: filter.compiled.module, config: filter.config }];
  const start = performance.now();
  await using gateway = await serve({ engine, plugins, upstream: "http://127.0.0.1:1" });
  return gateway.url === "" ? 0 : performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
