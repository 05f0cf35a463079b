import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { HeaderMap } from "./header-map.js";
import { pairsOf, removeHopByHop } from "./node-message.js";
import type { Pair } from "./pairs.js";

/** What only Envoy's own peers may ask of it: taken from the requests of all others. */
const INTERNAL = [
  ...["x-envoy-internal", "x-envoy-retry-on", "x-envoy-retry-grpc-on", "x-envoy-max-retries", "x-envoy-force-trace"],
  ...["x-envoy-retriable-status-codes", "x-envoy-retriable-header-names", "x-envoy-hedge-on-per-try-timeout"],
  ...["x-envoy-upstream-alt-stat-name", "x-envoy-upstream-rq-timeout-ms", "x-envoy-upstream-rq-per-try-timeout-ms"],
  ...["x-envoy-upstream-rq-timeout-alt-response", "x-envoy-expected-rq-timeout-ms", "x-envoy-ip-tags"],
  ...["x-envoy-original-url", "x-forwarded-client-cert"],
];

/** The request as Envoy's connection manager hands it to the first filter. */
export function requestHeaders(request: IncomingMessage): HeaderMap {
  const pairs = pairsOf(request.rawHeaders);
  const headers = new HeaderMap("request", [
    ...pseudoHeaders(
      request,
      pairs.filter(isHost).map(([, value]) => value),
    ),
    ...pairs.filter((pair) => !isHost(pair)),
  ]);
  prepareRequest(headers);
  return headers;
}

function isHost([name]: Pair): boolean {
  return name.toLowerCase() === "host";
}

function pseudoHeaders({ method = "GET", url: target = "/", headers }: IncomingMessage, hosts: string[]): Pair[] {
  const ownScheme = headers["x-forwarded-proto"] === "https" ? "https" : "http";
  if (method === "CONNECT") {
    return [
      [":authority", target],
      [":method", method],
      [":scheme", ownScheme],
    ];
  }
  // RFC 9112 section 3.2.2: of a target in absolute form the authority counts, not the Host header.
  const absolute = /^(https?):\/\/(?:[^/?#]*@)?([^/?#]*)(.*)$/i.exec(target);
  if (absolute !== null) {
    const [, scheme = "", authority = "", rest = ""] = absolute;
    const path = rest.startsWith("/") ? rest : `/${rest}`;
    return [
      [":authority", authority],
      [":scheme", scheme.toLowerCase()],
      [":path", path],
      [":method", method],
    ];
  }
  const authority: Pair[] = hosts.length === 0 ? [] : [[":authority", hosts.join(",")]];
  return [...authority, [":path", target], [":method", method], [":scheme", ownScheme]];
}

/** What Envoy's connection manager does to a request before the first filter. A request id that the client sent stays. */
export function prepareRequest(headers: HeaderMap): void {
  if (!isUpgrade(headers)) removeHopByHop(headers);
  if (headers.get("expect")?.toLowerCase() === "100-continue") headers.remove("expect");
  for (const name of INTERNAL) headers.remove(name);
  if (!headers.has("x-forwarded-proto")) headers.set("x-forwarded-proto", "http");
  if (!headers.has("x-request-id")) headers.set("x-request-id", randomUUID());
}

/** Whether a change of the protocol is asked for that Envoy does not just leave out, as it does one to HTTP/2. */
export function isUpgrade(headers: HeaderMap): boolean {
  const connection =
    headers
      .get("connection")
      ?.toLowerCase()
      .split(/\s*,\s*/) ?? [];
  return connection.includes("upgrade") && headers.has("upgrade") && headers.get("upgrade") !== "h2c";
}
