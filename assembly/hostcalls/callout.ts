import { Status } from "../shared/abi";
import { RESULT_NUMBER } from "../memory";
import { pairsSize, writePairs } from "../pairs";
import { textSize, writeText } from "../text";
import { proxy_http_call } from "../imports";

/**
 * Sends an HTTP request to a cluster; the answer comes to `proxy_on_http_call_response` with `calloutToken()`. `headers` are names
 * and values in turn and hold `:method`, `:path` and `:authority`: without them, or to an unknown cluster, `BadArgument`.
 */
export function httpCall(
  cluster: string,
  headers: Array<string>,
  body: usize,
  bodySize: usize,
  trailers: Array<string>,
  timeoutMs: u32,
): Status {
  const pairs = writePairs<string>(headers);
  if (pairs == 0) return Status.InternalFailure;
  const size = pairsSize();
  const trailerPairs: usize = trailers.length == 0 ? 0 : writePairs<string>(trailers);
  if (trailers.length != 0 && trailerPairs == 0) return Status.InternalFailure;
  const trailersSize: usize = trailerPairs == 0 ? 0 : pairsSize();
  const clusterStart = writeText(cluster);
  store<u32>(RESULT_NUMBER, 0);
  return proxy_http_call(
    clusterStart,
    textSize(),
    pairs,
    size,
    body,
    bodySize,
    trailerPairs,
    trailersSize,
    timeoutMs,
    RESULT_NUMBER,
  );
}

/** The token of the last callout. */
// @ts-ignore: decorator
@inline
export function calloutToken(): u32 {
  return load<u32>(RESULT_NUMBER);
}
