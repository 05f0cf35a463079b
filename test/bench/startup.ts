import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { type IncomingMessage, get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { BenchContext } from "./context.js";
import { spawnEnvoy, startError } from "./envoy-under-test.js";
import { minus } from "./job-result.js";
import { headerJob } from "./jobs/header.js";
import { NO_FILTER } from "./jobs/peers.js";
import type { Participant } from "./jobs/job.js";
import { rotated } from "./rounds.js";
import { type Ratio, ratioOf, type Spread, spreadOf } from "./statistics.js";
import { renderMedian, renderRatio, renderRows } from "./table.js";
import { startUpstream } from "./upstream.js";

export interface StartupRow {
  readonly name: string;
  /** From the spawning of Envoy to its first answer. */
  readonly startupMs: Spread;
  /** Over no filter in the same round; null for no filter itself. */
  readonly addedMs: Spread | null;
  /** Median of what is added as a multiple of the bound's. */
  readonly ratio: Ratio | null;
}

export interface StartupResult {
  readonly rounds: number;
  readonly rows: readonly StartupRow[];
}

const REFERENCE = "bound";
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 1;

/**
 * Measures how much later an Envoy answers its first request because of a filter: the modules of the header job, in turn.
 *
 * @throws ToolError ERR_ENVOY_START
 */
export async function measureStartup(context: BenchContext, rounds: number): Promise<StartupResult> {
  await using upstream = await startUpstream();
  const job = await headerJob();
  const participants = job.participants.filter(({ module }, index) => index === 0 || module !== null);
  const times = new Map<string, number[]>(participants.map(({ name }) => [name, []]));
  // The first start reads Envoy and the modules from the disk.
  await timeToAnswer(NO_FILTER, context, upstream.url);
  for (let round = 0; round < rounds; round += 1) {
    context.onProgress(`startup: round ${round + 1} of ${rounds}`);
    for (const participant of rotated(participants, round)) {
      times.get(participant.name)?.push(await timeToAnswer(participant, context, upstream.url));
    }
  }
  const timesOf = (name: string): readonly number[] => times.get(name) ?? [];
  const addedOf = (name: string): readonly number[] => minus(timesOf(name), timesOf(NO_FILTER.name));
  return {
    rounds,
    rows: participants.map(({ name }) => ({
      name,
      startupMs: spreadOf(timesOf(name)),
      addedMs: name === NO_FILTER.name ? null : spreadOf(addedOf(name)),
      ratio: name === NO_FILTER.name ? null : ratioOf(addedOf(name), addedOf(REFERENCE)),
    })),
  };
}

/** Milliseconds from the spawning of an Envoy to the end of its first answer. */
async function timeToAnswer(participant: Participant, { envoyPath }: BenchContext, upstream: string): Promise<number> {
  const port = await freePort();
  const { process: envoy, spawnedAt, lines } = await spawnEnvoy(participant, { envoyPath, upstream, port });
  try {
    const deadline = spawnedAt + START_TIMEOUT_MS;
    while (performance.now() < deadline) {
      const headers = await ask(port);
      if (headers === null) await delay(POLL_MS);
      else if (participant.module === null || headers["hello"] === "world!") return performance.now() - spawnedAt;
      else break;
    }
    throw startError(participant, lines);
  } finally {
    await envoy.stop();
  }
}

/** The response headers, or null while nothing listens. */
async function ask(port: number): Promise<IncomingMessage["headers"] | null> {
  const request = get({ host: "127.0.0.1", port, agent: false });
  try {
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    await once(response, "end");
    return response.headers;
  } catch {
    return null;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** The result as text for a terminal. */
export function renderStartup({ rounds, rows }: StartupResult): string[] {
  return [
    `startup: from the spawning of Envoy to its first answer, header job (${rounds} rounds; ms)`,
    ...renderRows(
      ["participant", "until it answers", "over no filter", `× ${REFERENCE}`],
      rows.map(({ name, startupMs, addedMs, ratio }) => [
        ...[name, renderMedian(startupMs), addedMs === null ? "" : renderMedian(addedMs)],
        ratio === null ? "" : name === REFERENCE ? "1" : renderRatio(ratio),
      ]),
    ),
  ];
}
