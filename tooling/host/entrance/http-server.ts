import { createServer, IncomingMessage, ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import { LOOPBACK } from "../../loopback.js";
import type { FilterChain } from "../stream/filter-chain.js";
import { HeaderMap } from "../http/header-map.js";
import { REQUEST_HEADER_BYTES_MAX } from "../http/limits.js";
import type { StreamOptions } from "../host.js";
import { HttpDownstream } from "./http-downstream.js";
import { forwardBody, isBodiless } from "../http/node-message.js";
import { HttpUpstream } from "../upstream/http-upstream.js";
import { clientAddress } from "./client-address.js";
import type { LocalReply } from "../http/local-reply.js";
import { requestHeaders } from "../http/request-headers.js";
import { refusalOf, unreadableReply } from "./request-refusal.js";

/** What opens the stream of a request: a host. `response` closes when the client's exchange is over. */
export interface StreamOpener {
  openStream(options: StreamOptions, response: ServerResponse): FilterChain;
}

/** A server, and what closes its connections, to either end. */
export interface StoppableServer {
  readonly server: Server;
  readonly stop: () => void;
}

/** A connection of a client. Envoy reads its requests one by one, each when the exchange before it is over. */
interface Connection {
  readonly id: number;
  exchange: Exchange | null;
  /** What begins the exchanges of the requests that came meanwhile. */
  readonly waiting: (() => void)[];
  /** What answers the bytes behind these that are no HTTP. */
  fault: LocalReply | null;
  /** Whether nothing that still comes counts. */
  isOver: boolean;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly stream: FilterChain;
}

/** A server that sends each HTTP/1.1 request through the HTTP filters of the host to the upstream at `origin`. */
export function createHttpServer(host: StreamOpener, origin: string): StoppableServer {
  const upstream = new HttpUpstream(origin);
  const clients = new HttpClients(host, upstream);
  const server = createServer(
    {
      maxHeaderSize: REQUEST_HEADER_BYTES_MAX,
      keepAliveTimeout: 60_000,
      // Envoy's codec reads folded headers and bare line feeds; what it refuses beside them, `refusalOf` does.
      insecureHTTPParser: true,
      requireHostHeader: false,
    },
    (request, response) => clients.receive(request, () => response),
  );
  server.on("checkExpectation", (request, response) => clients.receive(request, () => response));
  server.on("connect", (request: IncomingMessage) => {
    // A client that says no more is gone; of all other requests Node sees to that itself.
    request.socket.once("end", () => request.socket.destroy());
    clients.receive(request, () => responseTo(request));
  });
  server.on("connection", (socket: Socket) => clients.add(socket));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => clients.refuseUnreadable(error, socket as Socket));
  return {
    server,
    stop() {
      clients.close();
      upstream.close();
    },
  };
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
    this.#connections.set(socket, {
      id: this.#nextConnectionId++,
      exchange: null,
      waiting: [],
      fault: null,
      isOver: false,
    });
    socket.on("close", () => this.#connections.delete(socket));
    // Node takes its own listener away with a CONNECT.
    socket.on("error", () => {});
  }

  close(): void {
    for (const socket of this.#connections.keys()) socket.destroy();
  }

  /** Takes a request. @param respond makes its response when its turn comes */
  receive(request: IncomingMessage, respond: () => ServerResponse): void {
    const connection = this.#connections.get(request.socket);
    if (connection === undefined || connection.isOver) return;
    const begin = (): void => this.#serve(connection, request, respond());
    if (connection.exchange === null) begin();
    else connection.waiting.push(begin);
  }

  #serve(connection: Connection, request: IncomingMessage, response: ServerResponse): void {
    const headers = requestHeaders(request);
    const stream = this.#open(connection, request, response, headers);
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
      if (connection.fault !== null && !request.complete) stream.sendLocalReply(connection.fault);
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
    if (connection.isOver || connection.fault !== null) return;
    connection.fault = reply;
    const { exchange } = connection;
    if (exchange === null) this.#refuse(connection, socket, reply);
    else if (!exchange.request.complete) exchange.stream.sendLocalReply(reply);
  }

  #refuse(connection: Connection, socket: Socket, reply: LocalReply): void {
    const request = new IncomingMessage(socket);
    const nothing = new HeaderMap("request");
    this.#open(connection, request, responseTo(request), nothing).refuse(nothing, reply);
  }

  /** The exchange is over, by its end or by that of the connection. */
  #goOn(connection: Connection, socket: Socket, isKept: boolean): void {
    connection.exchange = null;
    connection.isOver ||= !isKept || !socket.writable;
    if (connection.isOver) return;
    const next = connection.waiting.shift();
    if (next !== undefined) next();
    else if (connection.fault !== null) this.#refuse(connection, socket, connection.fault);
  }

  #open(connection: Connection, request: IncomingMessage, response: ServerResponse, headers: HeaderMap): FilterChain {
    const { socket } = request;
    const client = new HttpDownstream(request, response);
    const stream: FilterChain = this.#host.openStream(
      {
        connectionId: connection.id,
        downstream: client,
        source: clientAddress(headers, socket),
        destination: { address: socket.localAddress ?? LOOPBACK, port: socket.localPort ?? 0 },
        connect: (headers, endStream, chain) => this.#upstream.connect(headers, endStream, chain, stream.info),
      },
      response,
    );
    client.onBackPressure = (isHeld) => stream.holdResponse(isHeld);
    connection.exchange = { request, stream };
    response.on("close", () => {
      stream.abort();
      this.#goOn(connection, socket, response.shouldKeepAlive);
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
  socket.resume();
  return response;
}
