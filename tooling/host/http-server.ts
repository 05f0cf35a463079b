import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { clientAddress } from "./client-address.js";
import type { Downstream } from "./filter-chain.js";
import { HeaderMap } from "./header-map.js";
import type { Host } from "./host.js";
import {
  forwardBody,
  isBodiless,
  flushHeaders,
  pairsOf,
  prepareRequest,
  removeHopByHop,
  setHeaders,
} from "./http-message.js";
import { refusalOf } from "./request-refusal.js";
import { type HttpUpstream, MAXIMUM_HEADER_BYTES } from "./http-upstream.js";

const LOOPBACK = "127.0.0.1";

/** What opens the stream of a request: a host. */
export type StreamOpener = Pick<Host, "openStream">;

/** A server that sends each HTTP/1.1 request through the HTTP filters of the host to the upstream. */
export function createHttpServer(host: StreamOpener, upstream: HttpUpstream): Server {
  return createServer({ maxHeaderSize: MAXIMUM_HEADER_BYTES, keepAliveTimeout: 60_000 }, (request, response) =>
    serve(host, upstream, request, response),
  );
}

function serve(host: StreamOpener, upstream: HttpUpstream, request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  const headers = requestHeaders(request);
  const stream = host.openStream({
    connectionId: connectionIdOf(socket),
    downstream: toClient(request, response),
    source: clientAddress(headers, socket),
    destination: { address: socket.localAddress ?? LOOPBACK, port: socket.localPort ?? 0 },
    connect: (headers, endStream, chain) => upstream.connect(headers, endStream, chain, stream.info),
  });
  response.on("drain", () => stream.holdResponse(false));
  response.on("close", () => stream.abort());
  for (const message of [request, response]) message.on("error", () => stream.abort());
  const endStream = isBodiless(request);
  const refusal = refusalOf(request, headers);
  if (refusal !== null) {
    request.resume();
    stream.refuse(headers, refusal);
    return;
  }
  stream.request.receiveHeaders(headers, endStream);
  if (endStream) request.resume();
  else {
    forwardBody(
      request,
      "requestTrailers",
      (chunk, isLast) => stream.request.receiveData(chunk, isLast),
      (trailers) => stream.request.receiveTrailers(trailers),
    );
  }

  function toClient(incoming: IncomingMessage, outgoing: ServerResponse): Downstream {
    return {
      headers: (headers, isLast) =>
        orBreak(incoming, () => {
          sendHead(incoming, outgoing, headers, isLast);
          if (isLast) outgoing.end();
        }),
      data: (chunk, isLast) =>
        orBreak(incoming, () => {
          if (chunk.length > 0 && !outgoing.write(chunk)) stream.holdResponse(true);
          if (isLast) outgoing.end();
        }),
      trailers: (trailers) =>
        orBreak(incoming, () => {
          outgoing.addTrailers(trailers.fields);
          outgoing.end();
        }),
      reset: () => void incoming.socket.destroy(),
      holdRequest: (isHeld) => void (isHeld ? incoming.pause() : incoming.resume()),
    };
  }
}

/** The request as Envoy's connection manager hands it to the first filter. */
function requestHeaders(request: IncomingMessage): HeaderMap {
  const target = request.url ?? "/";
  const pairs = pairsOf(request.rawHeaders);
  const isHost = ([name]: readonly [string, string]): boolean => name.toLowerCase() === "host";
  const hosts = pairs.filter(isHost).map(([, value]) => value);
  // RFC 9112 section 3.2.2: of a target in absolute form the authority counts, not the Host header.
  const absolute = /^https?:\/\/(?:[^/?#]*@)?([^/?#]*)(.*)$/i.exec(target);
  const [, authority, path] = absolute ?? [null, hosts.join(","), target];
  const headers = new HeaderMap("request", [
    [":authority", authority ?? ""],
    [":path", path?.startsWith("?") || path === "" ? `/${path}` : (path ?? "/")],
    [":method", request.method ?? "GET"],
    [":scheme", request.headers["x-forwarded-proto"] === "https" ? "https" : "http"],
    ...pairs.filter((pair) => !isHost(pair)),
  ]);
  prepareRequest(headers);
  return headers;
}

function sendHead(request: IncomingMessage, response: ServerResponse, headers: HeaderMap, isLast: boolean): void {
  const status = Number(headers.get(":status"));
  removeHopByHop(headers);
  headers.set("date", new Date().toUTCString());
  headers.set("server", "envoy");
  // An HTTP/1 connection whose request has not been read to its end serves no other one.
  if (!isBodiless(request) && !request.complete) response.shouldKeepAlive = false;
  if (!response.shouldKeepAlive) headers.set("connection", "close");
  // What follows is the codec's: access logs do not see it.
  const sent = new HeaderMap("response", headers);
  const hasNoBody = request.method === "HEAD" || status === 204 || status === 304;
  if (!sent.has("content-length") && !hasNoBody) {
    if (isLast) sent.set("content-length", "0");
    else if (request.httpVersion === "1.1") sent.set("transfer-encoding", "chunked");
  }
  // Node takes trailers on chunked messages only.
  if (!sent.has("transfer-encoding")) sent.remove("trailer");
  setHeaders(response, sent);
  response.writeHead(status);
  if (!isLast) flushHeaders(response);
}

/** A plugin may ask for what HTTP/1.1 cannot carry (a status of 7, a line break in a value): there is no sound answer then. */
function orBreak(request: IncomingMessage, send: () => void): void {
  if (request.socket.destroyed) return;
  try {
    send();
  } catch {
    request.socket.destroy();
  }
}

let nextConnectionId = 0;
const connectionIds = new WeakMap<Socket, number>();

function connectionIdOf(socket: Socket): number {
  const id = connectionIds.get(socket) ?? nextConnectionId++;
  connectionIds.set(socket, id);
  return id;
}
