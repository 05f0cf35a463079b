import { once } from "node:events";
import { type IncomingMessage, request as openRequest } from "node:http";
import { ToolError } from "../error.js";
import type { Exchange, Job, JobRequest } from "./job.js";
import type { Upstream } from "./upstream.js";

const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Sends the requests of a job's checks, once each.
 *
 * @throws ToolError ERR_INTERNAL when a participant does not do the job.
 */
export async function expectDone(job: Job, name: string, url: string, upstream: Upstream): Promise<void> {
  for (const { about, request, isDone } of job.checks) {
    const exchange = await send(request, url, upstream);
    if (isDone(exchange)) continue;
    throw new ToolError(
      "ERR_INTERNAL",
      `${name} does not do the ${job.name} job: ${about} (it answered ${exchange.status})`,
    );
  }
}

async function send(
  { method, path = "/", headers, body }: JobRequest,
  url: string,
  upstream: Upstream,
): Promise<Exchange> {
  const length = body === "" ? {} : { "content-length": Buffer.byteLength(body) };
  const request = openRequest(new URL(path, url), {
    method,
    headers: { ...headers, ...length },
    agent: false,
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  request.end(body);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.resume();
  await once(response, "end");
  return {
    status: response.statusCode ?? 0,
    upstreamHeaders: upstream.lastHeaders(),
    responseHeaders: response.headers,
  };
}
