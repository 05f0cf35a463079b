import { createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { LOOPBACK } from "../loopback.js";
import { type Upstream } from "./upstream.js";

/** What a method may look at and set beside its messages. */
export interface GrpcCall {
  /** `/package.Service/Method` */
  readonly path: string;
  /** The metadata that came, names in lower case; values of names in `-bin` are base64, as they are sent. */
  readonly metadata: IncomingHttpHeaders;
  /** Sent with the first message, or the end. */
  readonly initialMetadata: Record<string, string>;
  /** Sent at the end, beside the status. */
  readonly trailingMetadata: Record<string, string>;
}

/** A method of one message each way. */
export type UnaryMethod = (request: Uint8Array, call: GrpcCall) => Uint8Array | Promise<Uint8Array>;

/** A method of any number of messages each way: what it yields is sent at once. */
export interface StreamMethod {
  /** Gets the messages as they come; when it returns, the call ends with OK. */
  stream(requests: AsyncIterable<Uint8Array>, call: GrpcCall): AsyncIterable<Uint8Array>;
}

/** The methods of a service by path, `/package.Service/Method`. A path that is not there answers UNIMPLEMENTED. */
export type GrpcMethods = Readonly<Record<string, UnaryMethod | StreamMethod>>;

/** A gRPC service that `serve` can start as a cluster. */
export class GrpcService {
  /** Its methods. */
  readonly methods: GrpcMethods;

  /** See `grpcService`. */
  constructor(methods: GrpcMethods) {
    this.methods = methods;
  }
}

/**
 * A gRPC service for `clusters` of `serve`. Messages are bytes: encode and decode them with the library of your choice. A
 * method that throws a {@link GrpcError} ends the call with its status.
 *
 * @example
 * await using gateway = await serve({
 *   engine,
 *   filter: "filters/authz",
 *   clusters: {
 *     authz: grpcService({
 *       "/acme.Authz/Check": (request) => (isAllowed(request) ? OK : refuse()),
 *       "/acme.Log/Watch": { async *stream(requests) { for await (const request of requests) yield request; } },
 *     }),
 *   },
 * });
 */
export function grpcService(methods: GrpcMethods): GrpcService {
  return new GrpcService(methods);
}

/** Ends a call with a status other than OK. */
export class GrpcError extends Error {
  /** `GrpcError`. */
  override readonly name = "GrpcError";
  /** A gRPC status, e.g. 7 for PERMISSION_DENIED. */
  readonly status: number;

  /** `message` becomes `grpc-message`. */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const UNKNOWN = 2;
const UNIMPLEMENTED = 12;
const HEADER_BYTES = 5;

/** Serves the methods over HTTP/2 in cleartext. What a method throws that is no {@link GrpcError} is kept, for `close`. */
export async function startGrpcService({ methods }: GrpcService): Promise<Upstream> {
  const errors: unknown[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("stream", (stream, headers) => {
    // A client that gives up in the middle is no fault of the method.
    stream.on("error", () => {});
    void answer(methods, stream, headers, errors);
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, LOOPBACK, resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { url: `grpc://127.0.0.1:${(server.address() as AddressInfo).port}`, errors, close };
}

async function answer(
  methods: GrpcMethods,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  errors: unknown[],
): Promise<void> {
  const path = headers[":path"] ?? "";
  const call: GrpcCall = { path, metadata: headers, initialMetadata: {}, trailingMetadata: {} };
  let status: Record<string, string> = { "grpc-status": "0" };
  stream.on("wantTrailers", () => stream.sendTrailers({ ...call.trailingMetadata, ...status }));
  const respond = (): void => {
    if (stream.headersSent || stream.destroyed) return;
    stream.respond(
      { ...call.initialMetadata, ":status": 200, "content-type": "application/grpc" },
      { waitForTrailers: true },
    );
  };
  try {
    for await (const message of run(methods, stream, call)) {
      if (stream.destroyed) return;
      respond();
      stream.write(frame(message));
    }
  } catch (error) {
    if (stream.destroyed) return;
    const isOurs = error instanceof GrpcError;
    if (!isOurs) errors.push(error);
    status = {
      "grpc-status": String(isOurs ? error.status : UNKNOWN),
      "grpc-message": percentEncode(isOurs ? error.message : "the method threw"),
    };
  }
  respond();
  if (!stream.destroyed) stream.end();
}

async function* run(methods: GrpcMethods, stream: ServerHttp2Stream, call: GrpcCall): AsyncIterable<Uint8Array> {
  const method = Object.hasOwn(methods, call.path) ? methods[call.path] : undefined;
  if (method === undefined) throw new GrpcError(UNIMPLEMENTED, `no method ${call.path}`);
  if (typeof method !== "function") {
    yield* method.stream(messages(stream), call);
    return;
  }
  for await (const request of messages(stream)) {
    yield await method(request, call);
    return;
  }
}

/** The messages of the request, each when it is whole. */
async function* messages(stream: ServerHttp2Stream): AsyncIterable<Uint8Array> {
  let rest = Buffer.alloc(0);
  // Who has read enough must not break the stream, on which the answer is still to go.
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + rest.readUInt32BE(1);
      if (rest.length < end) break;
      yield rest.subarray(HEADER_BYTES, end);
      rest = rest.subarray(end);
    }
  }
}

function frame(message: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

/** gRPC over HTTP/2, "Percent-Encoded": everything but printable ASCII without `%`. */
function percentEncode(text: string): string {
  return Buffer.from(text)
    .toString("latin1")
    .replace(/[^\x20-\x7e]|%/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}
