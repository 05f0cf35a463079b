import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { awaitReady } from "../../tooling/envoy/readiness.js";
import type { BenchContext } from "../../tooling/bench/context.js";
import { spawnEnvoy, startError } from "../../tooling/bench/envoy-under-test.js";
import type { Participant } from "../../tooling/bench/job.js";
import { readCpuNanoseconds } from "../../tooling/bench/process-cpu.js";

/** What one start of an Envoy took, until it had answered its first request. */
export interface StartTime {
  /** User and system time of the whole process, V8's compiler threads included. */
  readonly cpuMs: number;
  /** By the clock, from the spawning on. */
  readonly wallMs: number;
}

const START_TIMEOUT_MS = 60_000;

/** What Envoy logs once all listeners have their filters; its worker starts right after it. */
const WORKERS_START = /all dependencies initialized\. starting workers/;

/**
 * Starts an Envoy, sends it one request and ends it.
 *
 * Envoy chooses its port, and its log says when to ask for it: each start has the same three requests in it, however long it takes.
 *
 * @param upstream origin of an upstream that answers at once
 * @throws ToolError ERR_ENVOY_START, also when the first answer is not one of the header job.
 */
export async function timeStart(participant: Participant, context: BenchContext, upstream: string): Promise<StartTime> {
  const { envoyPath, clock } = context;
  let onStarting = (): void => undefined;
  const starting = new Promise<void>((resolve) => (onStarting = resolve));
  const onLine = (line: string): void => {
    if (WORKERS_START.test(line)) onStarting();
  };
  const { process: envoy, spawnedAt, ...spawned } = spawnEnvoy(participant, { envoyPath, upstream, onLine });
  const { adminAddressPath, lines } = spawned;
  try {
    await Promise.race([starting, envoy.exited, delay(START_TIMEOUT_MS, null, { ref: false })]);
    const addresses = await awaitReady({ adminAddressPath, exited: envoy.exited, timeoutMs: START_TIMEOUT_MS });
    if (addresses === null) throw startError(participant, lines);
    const headers = await ask(addresses.url);
    const wallMs = performance.now() - spawnedAt;
    if (participant.plugin !== null && headers["hello"] !== "world!") throw startError(participant, lines);
    return { cpuMs: (await readCpuNanoseconds(envoy.pid, clock)) / 1e6, wallMs };
  } finally {
    await envoy.stop();
  }
}

async function ask(url: string): Promise<IncomingMessage["headers"]> {
  const request = get(url, { agent: false, timeout: START_TIMEOUT_MS });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.resume();
  await once(response, "end");
  return response.headers;
}
