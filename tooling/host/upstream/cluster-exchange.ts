import { type CalloutExchange, type CalloutResponse, ResetError, UnreadableError } from "./callout-transport.js";
import type { Clusters } from "./clusters.js";
import type { HeaderMap } from "../http/header-map.js";
import type { UpstreamFailure } from "../http/upstream-failure.js";

/** Envoy's limit on the body of a callout's answer; above it the callout is a reset. */
const MAXIMUM_RESPONSE_BYTES = 32 * 1024 * 1024;

/** Callouts to real clusters. */
export function clusterExchange(clusters: Clusters): CalloutExchange {
  return ({ cluster, headers, body, trailers, timeoutMs }, signal) =>
    new Promise<CalloutResponse>((resolve, reject) => {
      const upstream = clusters.get(cluster);
      if (upstream === null) throw new Error("no such cluster");
      const hasTrailers = trailers.size > 0;
      headers.set("x-envoy-internal", "true");
      if (timeoutMs > 0) headers.set("x-envoy-expected-rq-timeout-ms", String(timeoutMs));
      const chunks: Buffer[] = [];
      let size = 0;
      let head: HeaderMap | null = null;
      const finish = (received: HeaderMap | null): void => {
        if (head !== null) resolve({ headers: head, body: Buffer.concat(chunks), trailers: received });
      };
      const request = upstream.connect(headers, body.length === 0 && !hasTrailers, {
        onHeaders(received, endStream) {
          head = received;
          if (endStream) finish(null);
        },
        onData(chunk, endStream) {
          chunks.push(chunk);
          size += chunk.length;
          if (size > MAXIMUM_RESPONSE_BYTES) reject(new ResetError(true));
          else if (endStream) finish(null);
        },
        onTrailers: finish,
        onFailure: (failure) => reject(errorOf(failure, head !== null)),
        onBackPressure() {},
      });
      signal.addEventListener("abort", () => request.reset());
      if (body.length > 0) request.data(body, !hasTrailers);
      if (hasTrailers) request.trailers(trailers);
    });
}

function errorOf(failure: UpstreamFailure, hasAnswerBegun: boolean): Error {
  if (failure === "remote connection failure") return new Error(failure);
  return failure === "protocol error" && !hasAnswerBegun
    ? new UnreadableError(failure)
    : new ResetError(hasAnswerBegun);
}
