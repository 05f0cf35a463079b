import { type CpuClock, readCpuNanoseconds } from "./process-cpu.js";
import type { LoadClient } from "./load-client.js";

/** A participant whose Envoy runs and whose connections are open. */
export interface Contestant {
  readonly name: string;
  readonly pid: number;
  readonly load: LoadClient;
}

export interface RoundOptions {
  readonly rounds: number;
  /** Requests of each participant in each round. */
  readonly requests: number;
  /** No further round starts when this much time has passed. */
  readonly timeLimitMs: number;
  readonly clock: CpuClock;
  readonly onProgress: (message: string) => void;
}

/** CPU time of the Envoy process per request in microseconds: one number a round, by participant. */
export type Measurements = ReadonlyMap<string, readonly number[]>;

/**
 * Puts the contestants under load in turn, round by round, after one round that does not count.
 *
 * The order changes from round to round, so that nobody always runs after the same other; what disturbs a whole round
 * (another process, the clock rate) falls out when the baseline of the same round is subtracted.
 */
export async function runRounds(contestants: readonly Contestant[], options: RoundOptions): Promise<Measurements> {
  const { rounds, requests, timeLimitMs, clock, onProgress } = options;
  const measurements = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  const deadline = performance.now() + timeLimitMs;
  onProgress("warming up");
  for (const { load } of contestants) await load.run(requests);
  for (let round = 0; round < rounds && performance.now() < deadline; round += 1) {
    onProgress(`round ${round + 1} of ${rounds}`);
    for (const { name, pid, load } of rotated(contestants, round)) {
      const before = await readCpuNanoseconds(pid, clock);
      await load.run(requests);
      const after = await readCpuNanoseconds(pid, clock);
      measurements.get(name)?.push((after - before) / 1000 / requests);
    }
  }
  return measurements;
}

/** The order of a round: it starts one further each time, and runs backwards every other time. */
export function rotated<T>(items: readonly T[], round: number): T[] {
  const start = round % items.length;
  const order = [...items.slice(start), ...items.slice(0, start)];
  return round % 2 === 0 ? order : order.reverse();
}
