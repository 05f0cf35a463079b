/** Which of Envoy's header maps a map is: each keeps other headers as single entries. */
export type HeaderMapKind = "request" | "response" | "requestTrailers" | "responseTrailers";

const words = (text: string): string[] => text.trim().split(/\s+/);

const COMMON = words(`
  cache-control connection content-encoding content-length content-type keep-alive proxy-connection proxy-status
  transfer-encoding upgrade via x-envoy-attempt-count x-envoy-decorator-operation x-request-id`);

/**
 * Headers of which Envoy keeps one entry, a further value being joined to it with a comma: the inline headers of its
 * `http/header_map.h` and those its filters register. Seen on Envoy 1.40 with all its filters linked.
 */
export const INLINE_HEADERS: Readonly<Record<HeaderMapKind, ReadonlySet<string>>> = {
  request: new Set([
    ...COMMON,
    ...words(`
      :authority :method :path :protocol :scheme accept accept-encoding access-control-request-headers
      access-control-request-method access-control-request-private-network authentication authorization cdn-loop expect
      grpc-accept-encoding grpc-timeout if-match if-modified-since if-none-match if-range if-unmodified-since origin pragma
      referer te user-agent x-envoy-downstream-service-cluster x-envoy-downstream-service-node
      x-envoy-expected-rq-timeout-ms x-envoy-external-address x-envoy-force-trace x-envoy-hedge-on-per-try-timeout
      x-envoy-internal x-envoy-ip-tags x-envoy-is-timeout-retry x-envoy-max-retries x-envoy-original-host
      x-envoy-original-path x-envoy-original-url x-envoy-retriable-header-names x-envoy-retriable-status-codes
      x-envoy-retry-grpc-on x-envoy-retry-on x-envoy-upstream-alt-stat-name x-envoy-upstream-rq-per-try-timeout-ms
      x-envoy-upstream-rq-timeout-alt-response x-envoy-upstream-rq-timeout-ms x-envoy-upstream-stream-duration-ms
      x-forwarded-client-cert x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-proto`),
  ]),
  response: new Set([
    ...COMMON,
    ...words(`
      :status access-control-allow-credentials access-control-allow-headers access-control-allow-methods
      access-control-allow-origin access-control-allow-private-network access-control-expose-headers
      access-control-max-age age date etag expires grpc-message grpc-status last-modified location server vary
      x-envoy-degraded x-envoy-immediate-health-check-fail x-envoy-ratelimited x-envoy-upstream-canary
      x-envoy-upstream-healthchecked-cluster x-envoy-upstream-service-time`),
  ]),
  requestTrailers: new Set(),
  responseTrailers: new Set(["grpc-message", "grpc-status"]),
};
