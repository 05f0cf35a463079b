import type { IncomingMessage } from "node:http";
import { HeaderMap } from "../http/header-map.js";
import { pairsOf, prepareRequest } from "./http-message.js";
import type { Pair } from "../http/pairs.js";

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
