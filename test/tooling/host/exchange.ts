import type { Host } from "../../../tooling/host/host.js";
import type { FilterChain } from "../../../tooling/host/stream/filter-chain.js";
import { HeaderMap } from "../../../tooling/host/http/header-map.js";
import type { Pair } from "../../../tooling/host/http/pairs.js";
import type { UpstreamRequest, UpstreamResponse } from "../../../tooling/host/upstream/upstream.js";

/** What arrived at one end of a stream, in order. */
export interface Received {
  headers: HeaderMap | null;
  /** The chunks as they came; an empty one at the end is the end of the stream. */
  readonly chunks: string[];
  trailers: HeaderMap | null;
  isEnded: boolean;
  isReset: boolean;
  /** Each time the other side was held (true) or released. */
  readonly holds: boolean[];
}

/** A stream whose two ends the test plays. */
export interface Exchange {
  readonly stream: FilterChain;
  /** The request as the upstream got it. */
  readonly upstream: Received;
  /** The response as the client got it. */
  readonly client: Received;
  /** The upstream answers here; null until the request headers arrived there. */
  readonly respond: () => UpstreamResponse;
}

const REQUEST: readonly Pair[] = [
  [":authority", "gateway.test"],
  [":path", "/"],
  [":method", "POST"],
  [":scheme", "http"],
  ["x-forwarded-proto", "http"],
];

/** Opens a stream and sends its request headers. */
export function open(host: Host, headers: readonly Pair[] = [], endStream = false): Exchange {
  const upstream = nothing();
  const client = nothing();
  let response: UpstreamResponse | null = null;
  const stream = host.openStream({
    downstream: { ...recorder(client), reset: () => void (client.isReset = true), holdRequest: holder(client) },
    connect: (map, isEnded, back): UpstreamRequest => {
      response = back;
      recorder(upstream).headers(map, isEnded);
      return { ...recorder(upstream), reset: () => void (upstream.isReset = true), hold: holder(upstream) };
    },
  });
  const map = new HeaderMap("request", REQUEST);
  for (const [name, value] of headers) {
    if (name.startsWith(":")) map.set(name, value);
    else map.append(name, value);
  }
  stream.request.receiveHeaders(map, endStream);
  return {
    stream,
    upstream,
    client,
    respond() {
      if (response === null) throw new Error("the request has not reached the upstream");
      return response;
    },
  };
}

export const response = (status: number, headers: readonly Pair[] = []): HeaderMap =>
  new HeaderMap("response", [[":status", String(status)], ...headers]);

/** Lets the upstream answer with a status and a body. */
export function answer(exchange: Exchange, status: number, body = ""): void {
  exchange.respond().onHeaders(response(status), body === "");
  if (body !== "") exchange.respond().onData(Buffer.from(body), true);
}

function nothing(): Received {
  return { headers: null, chunks: [], trailers: null, isEnded: false, isReset: false, holds: [] };
}

function holder(received: Received): (isHeld: boolean) => void {
  return (isHeld) => void received.holds.push(isHeld);
}

function recorder(received: Received) {
  const end = (isEnded: boolean): void => void (received.isEnded ||= isEnded);
  return {
    headers(map: HeaderMap, isEnded: boolean) {
      received.headers = map;
      end(isEnded);
    },
    data(chunk: Buffer, isEnded: boolean) {
      received.chunks.push(chunk.toString("latin1"));
      end(isEnded);
    },
    trailers(map: HeaderMap) {
      received.trailers = map;
      end(true);
    },
  };
}
