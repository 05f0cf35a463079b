import { once } from "node:events";
import { type IncomingMessage, request as openRequest } from "node:http";
import type { Exchange, JobRequest } from "./job.js";
import type { Upstream } from "./upstream.js";

const ANSWER_TIMEOUT_MS = 10_000;

/** Sends one request on a connection of its own and says what came of it. */
export async function exchange(
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
