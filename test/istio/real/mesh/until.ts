import { setTimeout as delay } from "node:timers/promises";

const INTERVAL_MS = 25;
/** More than the slowest step takes: to fetch a module, to compile it and to warm a listener, on a machine that does other work. */
const BOUND_MS = 90_000;

/**
 * Asks again and again, and gives the first answer that is not null.
 *
 * @throws Error after 90 s, with what `describe` says then.
 */
export async function until<T>(ask: () => Promise<T | null>, describe: () => string | Promise<string>): Promise<T> {
  const deadline = Date.now() + BOUND_MS;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== null) return answer;
    await delay(INTERVAL_MS);
  }
  throw new Error(`after ${BOUND_MS / 1000} s still not: ${await describe()}`);
}
