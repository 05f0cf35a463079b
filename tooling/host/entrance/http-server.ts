import { createServer, IncomingMessage, ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import type { FilterChain } from "../stream/filter-chain.js";
import { HeaderMap } from "../http/header-map.js";
import type { StreamOptions } from "../host.js";
import { HttpDownstream } from "./http-downstream.js";
import { forwardBody, isBodiless } from "./http-message.js";
import { type HttpUpstream, MAXIMUM_HEADER_BYTES } from "../upstream/http-upstream.js";
import { clientAddress } from "./client-address.js";
import { requestHeaders } from "./request-headers.js";
import { refusalOf, unreadableReply } from "./request-refusal.js";

const LOOPBACK = "127.0.0.1";

/** What opens the stream of a request: a host. `response` closes when the client's exchange is over. */
export interface StreamOpener {
  openStream(options: StreamOptions, response: ServerResponse): FilterChain;
}

/** A server, and what closes its connections. */
export interface StoppableServer {
  readonly server: Server;
  readonly stop: () => void;
}

/** A connection of a client. */
interface Connection {
  readonly id: number;
  /** The exchange that was opened last, unless it is over. */
  exchange: Exchange | null;
  /** Whether it brought what is no HTTP: nothing is read from it any more. */
  isBroken: boolean;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly stream: FilterChain;
}

/** A server that sends each HTTP/1.1 request through the HTTP filters of the host to the upstream. */
export function createHttpServer(host: StreamOpener, upstream: HttpUpstream): StoppableServer {
  const clients = new HttpClients(host, upstream);
  const server = createServer(
    {
      maxHeaderSize: MAXIMUM_HEADER_BYTES,
      keepAliveTimeout: 60_000,
      // Envoy's codec reads folded headers and bare line feeds; what it refuses beside them, `refusalOf` does.
      insecureHTTPParser: true,
      requireHostHeader: false,
    },
    (request, response) => clients.serve(request, response),
  );
  server.on("connection", (socket: Socket) => clients.add(socket));
  server.on("connect", (request: IncomingMessage) => clients.serve(request, responseTo(request)));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => clients.refuseUnreadable(error, socket as Socket));
  return { server, stop: () => clients.close() };
}

class HttpClients {
  readonly #host: StreamOpener;
  readonly #upstream: HttpUpstream;
  readonly #connections = new Map<Socket, Connection>();
  #nextConnectionId = 0;

  constructor(host: StreamOpener, upstream: HttpUpstream) {
    this.#host = host;
    this.#upstream = upstream;
  }

  add(socket: Socket): void {
    this.#connections.set(socket, { id: this.#nextConnectionId++, exchange: null, isBroken: false });
    socket.on("close", () => this.#connections.delete(socket));
  }

  close(): void {
    for (const socket of this.#connections.keys()) socket.destroy();
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    const headers = requestHeaders(request);
    const stream = this.#open(request, response, headers);
    const refusal = refusalOf(request, headers);
    if (refusal !== null) {
      request.resume();
      response.shouldKeepAlive &&= refusal.isKept;
      stream.refuse(refusal.headers, refusal.reply);
      return;
    }
    // What follows a CONNECT is no body, but what goes through a tunnel, which there is none of.
    const isConnect = request.method === "CONNECT";
    const endStream = isBodiless(request) && !isConnect;
    stream.request.receiveHeaders(headers, endStream);
    if (endStream || isConnect) request.resume();
    else {
      forwardBody(
        request,
        "requestTrailers",
        (chunk, isLast) => stream.request.receiveData(chunk, isLast),
        (trailers) => stream.request.receiveTrailers(trailers),
      );
    }
  }

  /**
   * What Node's parser could not read. As on Envoy the request that breaks off is answered through its filters, and one whose head
   * is broken is a stream as well, of which filters see the end only.
   */
  refuseUnreadable({ code }: NodeJS.ErrnoException, socket: Socket): void {
    const connection = this.#connections.get(socket);
    const reply = unreadableReply(code ?? "");
    if (reply === null || connection === undefined || !socket.writable) return void socket.destroy();
    if (connection.isBroken) return;
    connection.isBroken = true;
    const refuse = (): void => {
      const request = new IncomingMessage(socket);
      const nothing = new HeaderMap("request");
      this.#open(request, responseTo(request), nothing).refuse(nothing, reply);
    };
    const { exchange } = connection;
    if (exchange === null) refuse();
    else if (exchange.request.complete) exchange.response.once("close", refuse);
    else if (exchange.stream.isFinished) socket.destroy();
    else exchange.stream.sendLocalReply(reply);
  }

  #open(request: IncomingMessage, response: ServerResponse, headers: HeaderMap): FilterChain {
    const { socket } = request;
    const connection = this.#connections.get(socket);
    const client = new HttpDownstream(request, response);
    const stream: FilterChain = this.#host.openStream(
      {
        connectionId: connection?.id ?? 0,
        downstream: client,
        source: clientAddress(headers, socket),
        destination: { address: socket.localAddress ?? LOOPBACK, port: socket.localPort ?? 0 },
        connect: (headers, endStream, chain) => this.#upstream.connect(headers, endStream, chain, stream.info),
      },
      response,
    );
    client.onBackPressure = (isHeld) => stream.holdResponse(isHeld);
    const exchange = { request, response, stream };
    if (connection !== undefined) connection.exchange = exchange;
    response.on("close", () => {
      if (connection?.exchange === exchange) connection.exchange = null;
      stream.abort();
    });
    for (const message of [request, response]) message.on("error", () => stream.abort());
    return stream;
  }
}

/** A response on a connection that Node's server has given up: it is the last one there. */
function responseTo(request: IncomingMessage): ServerResponse {
  const { socket } = request;
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on("finish", () => socket.destroySoon());
  socket.on("error", () => {});
  socket.resume();
  return response;
}
