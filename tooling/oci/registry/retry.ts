import { setTimeout as delay } from "node:timers/promises";
import { ToolError } from "../../error.js";
import { TemporaryFailure } from "./http.js";

/** How often a request is repeated, and after how long. */
export interface RetryPolicy {
  /** All attempts together. */
  readonly attempts: number;
  /** Before the second; each further one waits twice as long, up to `delayMsMax`. */
  readonly delayMs: number;
  /** No wait is longer, but for a server that asks for more. */
  readonly delayMsMax: number;
}

/** About ten seconds in all: longer than a registry takes to restart. */
export const DEFAULT_RETRY: RetryPolicy = { attempts: 8, delayMs: 100, delayMsMax: 5000 };

/** A server that asks for more is not waited for. */
const RETRY_AFTER_MS_MAX = 60_000;

/**
 * Does some work, again where it failed in a way that may pass. Waits between attempts, by the server's `Retry-After` where there is one,
 * else twice as long each time, with a random part so that many that failed together do not come back together.
 *
 * @throws what the work throws; after the last attempt as an error that is not temporary, so that nothing around it repeats it all.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { attempts, delayMs, delayMsMax }: RetryPolicy,
  onRetry: (message: string) => void,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TemporaryFailure)) throw error;
      const isLast = attempt >= Math.min(attempts, error.attemptsMax);
      if (isLast || (error.retryAfterMs ?? 0) > RETRY_AFTER_MS_MAX) throw lasting(error);
      const backOff = Math.min(delayMs * 2 ** (attempt - 1), delayMsMax);
      const waitMs = Math.max(error.retryAfterMs ?? 0, backOff * (0.5 + Math.random() / 2));
      onRetry(`${error.message}; trying again in ${(waitMs / 1000).toFixed(1)} s`);
      await delay(waitMs);
    }
  }
}

function lasting(failure: TemporaryFailure): ToolError {
  const { code, message, hint } = failure;
  return new ToolError(code, message, { ...(hint === undefined ? {} : { hint }), cause: failure });
}

/**
 * Whether a registry answered 500 every time: one that was killed while it wrote may keep an empty file in the place of a digest, and
 * answers so until that is written again.
 */
export function isDamage(error: unknown): boolean {
  const failure = error instanceof ToolError && !(error instanceof TemporaryFailure) ? error.cause : error;
  return failure instanceof TemporaryFailure && failure.status === 500;
}
