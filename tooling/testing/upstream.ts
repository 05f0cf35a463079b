import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as loopTurn } from "node:timers/promises";
import { LOOPBACK } from "../loopback.js";
import { UpstreamRequest } from "./upstream-request.js";
import { type HeaderLines, MAX_HEADER_BYTES, toLines, toRawHeaders } from "./wire.js";

/** An answer in the terms of HTTP, for what a `Response` cannot say: lines of one name apart, raw bytes, trailers. */
export interface RawReply {
  /** Default 200. */
  readonly status?: number;
  /** Its header lines, in order. */
  readonly headers?: HeaderLines;
  /** Its body; none by default. */
  readonly body?: BodyInit | null;
  /** Sent after the body. */
  readonly trailers?: HeaderLines;
}

/** A server as a function of its requests, in the manner of Fetch handlers. */
export type FetchHandler = (request: UpstreamRequest) => Response | RawReply | Promise<Response | RawReply>;

/** A running upstream. */
export interface Upstream {
  /** Its origin: 127.0.0.1 and a port that the system chose. */
  readonly url: string;
  /** What the handler threw, oldest first. */
  readonly errors: unknown[];
  close(): Promise<void>;
}

/** Serves a handler over real HTTP. A handler that throws makes a 500, and its error is kept. */
export async function startUpstream(handler: FetchHandler): Promise<Upstream> {
  const errors: unknown[] = [];
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 0 }, (message, response) => {
    answer(handler, message, response, url).catch((error: unknown) => {
      // A gateway that gives up in the middle, as aborted requests make it do, is no fault of the handler.
      if (response.destroyed || message.errored !== null) return;
      errors.push(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { "content-type": "text/plain" }).end("the upstream handler threw");
    });
  });
  // A pool may pick a connection at the very moment when the server closes it for being idle.
  server.keepAliveTimeout = 0;
  server.maxHeadersCount = 0;
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, LOOPBACK, resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, errors, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(
  handler: FetchHandler,
  message: IncomingMessage,
  response: ServerResponse,
  origin: string,
): Promise<void> {
  const reply = await handler(new UpstreamRequest(message, origin));
  const { body, headers } = reply instanceof Response ? reply : new Response(reply.body ?? null);
  const own = toRawHeaders(reply.headers);
  const raw = reply instanceof Response ? own : withMissing(own, headers);
  const trailers = reply instanceof Response ? undefined : reply.trailers;
  const status = reply.status ?? 200;
  const reader = body?.getReader();
  if (reader === undefined || message.method === "HEAD") {
    response.writeHead(status, raw);
    if (trailers !== undefined) response.addTrailers(toLines(toRawHeaders(trailers)));
    response.end();
    return;
  }
  const { chunk, rest } = await firstChunk(reader);
  const isWhole = rest === null && trailers === undefined;
  response.writeHead(status, isWhole ? withMissing(raw, { "content-length": String(chunk.length) }) : raw);
  response.write(chunk);
  for (let next = rest; next !== null;) {
    const { done, value } = await next;
    if (done) break;
    response.write(value);
    next = reader.read();
  }
  if (trailers !== undefined) response.addTrailers(toLines(toRawHeaders(trailers)));
  response.end();
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;
type Read = Promise<Awaited<ReturnType<Reader["read"]>>>;

/**
 * Reads what a body has at once. A body made of a string or of bytes then is at its end, so that its length can be
 * announced as servers do; one that has more to come is sent in chunks, the first without waiting for the second.
 */
async function firstChunk(reader: Reader): Promise<{ chunk: Uint8Array; rest: Read | null }> {
  const first = await reader.read();
  if (first.done) return { chunk: new Uint8Array(), rest: null };
  const rest = reader.read();
  const isEnd = await Promise.race([rest.then(({ done }) => done), loopTurn(false)]);
  return { chunk: first.value, rest: isEnd ? null : rest };
}

function withMissing(raw: string[], defaults: HeadersInit): string[] {
  const names = new Set(raw.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()));
  const missing = [...new Headers(defaults)].filter(([name]) => !names.has(name));
  return [...raw, ...missing.flat()];
}
