import { ToolError } from "../error.js";
import { exchange } from "./exchange.js";
import type { Job } from "./job.js";
import type { Upstream } from "./upstream.js";

/**
 * Sends the requests of a job's checks, once each.
 *
 * @throws ToolError ERR_INTERNAL when a participant does not do the job.
 */
export async function expectDone(job: Job, name: string, url: string, upstream: Upstream): Promise<void> {
  for (const { about, request, isDone } of job.checks) {
    const seen = await exchange(request, url, upstream);
    if (isDone(seen)) continue;
    throw new ToolError(
      "ERR_INTERNAL",
      `${name} does not do the ${job.name} job: ${about} (it answered ${seen.status})`,
    );
  }
}
