import { ToolError } from "../error.js";

/** How long nothing may happen on a stream in a test, unless it says otherwise: Envoy's five minutes are longer than tests run. */
export const STREAM_IDLE_TIMEOUT_MS = 15_000;

const BODY = "stream timeout";

/**
 * Refuses the answer that a gateway gives for a stream on which nothing went on.
 *
 * @throws ToolError `ERR_STREAM_TIMEOUT`
 */
export async function refuseStreamTimeout(response: Response, request: string, timeoutMs: number): Promise<void> {
  const isTimeout = response.status === 504 || response.status === 408;
  // A gateway says of each answer of an upstream how long that took.
  const isUpstreams = response.headers.has("x-envoy-upstream-service-time");
  if (!isTimeout || isUpstreams || response.headers.get("content-length") !== String(BODY.length)) return;
  if ((await response.clone().text()) !== BODY) return;
  throw new ToolError("ERR_STREAM_TIMEOUT", `${request}: nothing happened on the stream for ${timeoutMs / 1000} s`, {
    hint:
      "see that each callback that pauses a stream is followed by what continues it, and that the upstream answers; " +
      "streamIdleTimeoutMs sets another time, and shows Envoy's answer instead",
  });
}
