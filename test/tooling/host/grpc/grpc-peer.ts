import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A running server for gRPC clients to be tried on. */
export interface GrpcPeer extends AsyncDisposable {
  /** `grpc://127.0.0.1:PORT` */
  readonly origin: string;
  /** Headers of the calls so far, oldest first. */
  readonly calls: IncomingHttpHeaders[];
  /** How the requests ended: `method end`, or `method reset CODE`. */
  readonly ends: string[];
}

const OK = { "grpc-status": "0" } as const;
const HEAD = { ":status": 200, "content-type": "application/grpc", "x-head": "h", "x-bin": "AAE=" } as const;

/** One frame of the gRPC wire format: flag, length, message. */
export function frame(message: Uint8Array | string, flag = 0, length?: number): Buffer {
  const bytes = Buffer.from(message as string);
  const head = Buffer.alloc(5);
  head.writeUInt8(flag);
  head.writeUInt32BE(length ?? bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** Answers with headers, frames and trailers; without trailers the last frame ends the stream. */
function answer(stream: ServerHttp2Stream, frames: readonly Buffer[], trailers: Record<string, string> | null): void {
  stream.respond(HEAD, { waitForTrailers: trailers !== null });
  if (trailers !== null) stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  stream.end(Buffer.concat(frames));
}

/** What the server does, well or badly, by the name of the method. `body` are the bytes of the request. */
const METHODS: Readonly<
  Record<string, (stream: ServerHttp2Stream, body: Promise<Buffer>, headers: IncomingHttpHeaders) => unknown>
> = {
  Echo: async (stream, body) => answer(stream, [await body], { ...OK, "x-tail": "t", "grpc-message": "fine" }),
  Headers(stream, _body, headers) {
    const text = Object.entries(headers).map(([name, value]) => `${name}=${String(value)}`);
    answer(stream, [frame(text.join(";"))], OK);
  },
  Fail: (stream) =>
    stream.respond({ ...HEAD, "grpc-status": "5", "grpc-message": "not%20here: caf%C3%A9 %zz" }, { endStream: true }),
  FailLate: (stream) => answer(stream, [frame("partial")], { "grpc-status": "7", "grpc-message": "denied" }),
  Empty: (stream) => answer(stream, [frame("")], OK),
  NoMessage: (stream) => answer(stream, [], OK),
  Two: (stream) => answer(stream, [frame("one"), frame("two")], OK),
  NoStatus: (stream) => answer(stream, [frame("m")], { "x-tail": "t" }),
  NoTrailers: (stream) => answer(stream, [frame("m")], null),
  BadStatus: (stream) => answer(stream, [frame("m")], { "grpc-status": "abc" }),
  HighStatus: (stream) => answer(stream, [frame("m")], { "grpc-status": "99" }),
  HeaderStatus(stream) {
    stream.respond({ ...HEAD, "grpc-status": "5" });
    stream.end(frame("m"));
  },
  Http404(stream) {
    stream.respond({ ":status": 404, "content-type": "text/plain" });
    stream.end("no such page");
  },
  Http503: (stream) => stream.respond({ ":status": 503 }, { endStream: true }),
  Http503Grpc: (stream) => stream.respond({ ":status": 503, "grpc-status": "8" }, { endStream: true }),
  Text(stream) {
    stream.respond({ ":status": 200, "content-type": "text/plain" });
    stream.end("hello");
  },
  Compressed: (stream) => answer(stream, [frame("zip", 1)], OK),
  CompressedEmpty: (stream) => answer(stream, [frame("", 1)], OK),
  BadFlag: (stream) => answer(stream, [frame("m", 2)], OK),
  Truncated: (stream) => answer(stream, [frame("abc", 0, 10)], OK),
  Oversized: (stream) => answer(stream, [frame("abc", 0, 0xffff_ffff)], OK),
  Never() {},
  Refuse: (stream) => stream.close(7),
  Reset: (stream) => stream.close(2),
  Cancel: (stream) => stream.close(8),
  async ResetLate(stream) {
    stream.respond(HEAD);
    stream.write(frame("m"));
    await delay(50);
    stream.close(2);
  },
  async Break(stream) {
    stream.respond(HEAD);
    stream.write(frame("m"));
    await delay(50);
    stream.destroy(new Error("broken"));
  },
  Stall(stream) {
    stream.respond(HEAD);
    stream.write(frame("m"));
  },
  Destroy: (stream) => stream.session?.destroy(),
  async DestroyLate(stream) {
    stream.respond(HEAD);
    stream.write(frame("m"));
    await delay(50);
    stream.session?.destroy();
  },
  async Split(stream) {
    stream.respond(HEAD, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers(OK));
    for (const byte of frame("split")) {
      stream.write(Buffer.from([byte]));
      await delay(1);
    }
    stream.end();
  },
  Chat(stream) {
    stream.respond(HEAD, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ ...OK, "x-tail": "t" }));
    stream.on("data", (chunk: Buffer) => stream.write(chunk));
    stream.on("end", () => stream.end());
  },
};

/** Starts the server; the method is the last segment of the path. */
export async function startGrpcPeer(): Promise<GrpcPeer> {
  const calls: IncomingHttpHeaders[] = [];
  const ends: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket.on("error", () => {}));
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("sessionError", () => {});
  server.on("stream", (stream, headers) => {
    const method = String(headers[":path"]).split("/").at(-1) ?? "";
    calls.push(headers);
    stream.on("error", () => {});
    stream.on("end", () => ends.push(`${method} end`));
    stream.on("close", () => {
      if (stream.rstCode !== 0) ends.push(`${method} reset ${stream.rstCode}`);
    });
    const chunks: Buffer[] = [];
    if (method !== "Chat") stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    const body = new Promise<Buffer>((resolve) => stream.on("end", () => resolve(Buffer.concat(chunks))));
    const serve = METHODS[method];
    if (serve === undefined) stream.respond({ ":status": 404 }, { endStream: true });
    else void serve(stream, body, headers);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    origin: `grpc://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    ends,
    [Symbol.asyncDispose]: close,
  };
}
