import { ToolError } from "../error.js";
import type { LoadClient } from "./load-client.js";
import { type CpuClock, readCpuNanoseconds } from "./process-cpu.js";

/** A participant whose processes run and whose connections are open. */
export interface Contestant {
  readonly name: string;
  /** Its Envoy, and what else works for it. */
  readonly pids: readonly number[];
  readonly load: LoadClient;
}

export interface RoundOptions {
  readonly rounds: number;
  /** Requests of each participant in each round. */
  readonly requests: number;
  /** `performance.now()` after which no further round starts; one there always is. */
  readonly deadline: number;
  readonly clock: CpuClock;
  /** Called when a round starts, the first is 0. */
  readonly onRound: (round: number) => void;
}

/** CPU time of a participant's processes per request in microseconds: one number a round, by participant. */
export type Measurements = ReadonlyMap<string, readonly number[]>;

/** The rounds of all generations, one after the other. */
export class Generations {
  readonly cpuUs: Map<string, number[]>;
  /** The generation of each round. */
  readonly ofRounds: number[] = [];
  /** What each participant's answers have as status. */
  readonly statuses = new Map<string, number>();
  #count = 0;

  /** @param names the participants */
  constructor(names: readonly string[]) {
    this.cpuUs = new Map(names.map((name) => [name, []]));
  }

  add(measurements: Measurements): void {
    for (const [name, values] of measurements) this.cpuUs.get(name)?.push(...values);
    const [rounds = []] = measurements.values();
    this.ofRounds.push(...rounds.map(() => this.#count));
    this.#count += 1;
  }
}

/**
 * Puts the contestants under load in turn, round by round, after one round that does not count.
 *
 * The order changes from round to round, so that nobody always runs after the same other; what disturbs a whole round
 * (another process, the clock rate) falls out when the baseline of the same round is subtracted.
 *
 * @throws ToolError naming the contestant: ERR_USAGE when an answer has another status, ERR_ENVOY_EXITED when it answers no more.
 */
export async function runRounds(contestants: readonly Contestant[], options: RoundOptions): Promise<Measurements> {
  const { rounds, requests, deadline, clock, onRound } = options;
  const measurements = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (const contestant of contestants) await runLoad(contestant, requests);
  for (let round = 0; round < rounds && (round === 0 || performance.now() < deadline); round += 1) {
    onRound(round);
    for (const contestant of rotated(contestants, round)) {
      const { name, pids } = contestant;
      const before = await readCpuOfAll(pids, clock);
      await runLoad(contestant, requests);
      const after = await readCpuOfAll(pids, clock);
      measurements.get(name)?.push((after - before) / 1000 / requests);
    }
  }
  return measurements;
}

async function runLoad({ name, load }: Contestant, requests: number): Promise<void> {
  await load.run(requests).catch((cause: unknown) => {
    const { message } = cause as Error;
    const { code, hint = null } = cause instanceof ToolError ? cause : ({ code: "ERR_ENVOY_EXITED" } as const);
    throw new ToolError(code, `${name}: ${message}`, { ...(hint === null ? {} : { hint }), cause });
  });
}

async function readCpuOfAll(pids: readonly number[], clock: CpuClock): Promise<number> {
  const times = await Promise.all(pids.map(async (pid) => readCpuNanoseconds(pid, clock)));
  return times.reduce((sum, time) => sum + time, 0);
}

/**
 * The order of a round: forwards, then the same backwards, then both again from one further. So in twice as many rounds as
 * there are items each has each place twice.
 */
export function rotated<T>(items: readonly T[], round: number): T[] {
  const start = Math.floor(round / 2) % items.length;
  const order = [...items.slice(start), ...items.slice(0, start)];
  return round % 2 === 0 ? order : order.reverse();
}
