import { HeaderMap } from "../http/header-map.js";
import type { Downstream, FilterChain, FilterChainOptions } from "./filter-chain.js";
import { requestOf } from "../http/fetch-message.js";
import { prepareRequest } from "../http/request-headers.js";
import type { UpstreamRequest, UpstreamResponse } from "../upstream/upstream.js";

/** An upstream that is a function. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

/** Statuses whose responses cannot have a body in the Fetch API. */
const NULL_BODY_STATUSES = new Set([204, 205, 304]);

/** Opens a stream between two ends. */
type OpenStream = (ends: Pick<FilterChainOptions, "downstream" | "connect">) => FilterChain;

/**
 * Sends a Fetch request through a chain. The URL of a `Request` is normalised by the Fetch API; raw paths need a real
 * gateway. Rejects when the stream is reset.
 */
export async function fetchThrough(open: OpenStream, request: Request, upstream: FetchHandler): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer());
  return new Promise((resolve, reject) => {
    const stream = open({
      downstream: collectResponse(resolve, reject),
      connect: (headers, endStream, response) => connect(upstream, headers, endStream, response),
    });
    request.signal.addEventListener("abort", () => stream.finish());
    send(stream, request, body);
  });
}

function send(stream: FilterChain, request: Request, body: Buffer): void {
  const url = new URL(request.url);
  const headers = new HeaderMap("request", [
    [":authority", url.host],
    [":path", url.pathname + url.search],
    [":method", request.method],
    [":scheme", url.protocol.replace(":", "")],
    ...request.headers,
  ]);
  if (body.length > 0 && !headers.has("content-length")) headers.set("content-length", String(body.length));
  prepareRequest(headers);
  stream.request.receiveHeaders(headers, body.length === 0);
  if (body.length > 0) stream.request.receiveData(body, true);
}

function collectResponse(resolve: (response: Response) => void, reject: (error: Error) => void): Downstream {
  let headers: HeaderMap | null = null;
  const chunks: Buffer[] = [];
  const finish = (): void => {
    const status = Number(headers?.get(":status"));
    try {
      const body = NULL_BODY_STATUSES.has(status) ? null : Buffer.concat(chunks);
      resolve(new Response(body, { status, headers: headers?.fields ?? [] }));
    } catch (cause) {
      reject(new Error("the response cannot be expressed in the Fetch API", { cause }));
    }
  };
  return {
    headers(map, endStream) {
      headers = map;
      if (endStream) finish();
    },
    data(chunk, endStream) {
      chunks.push(chunk);
      if (endStream) finish();
    },
    trailers: finish,
    reset: () => reject(new Error("the stream was reset")),
    holdRequest() {},
  };
}

function connect(
  upstream: FetchHandler,
  headers: HeaderMap,
  endStream: boolean,
  response: UpstreamResponse,
): UpstreamRequest {
  const chunks: Buffer[] = [];
  let isOver = false;
  const answer = async (): Promise<void> => {
    const reply = await upstream(requestOf(headers, Buffer.concat(chunks)));
    const body = Buffer.from(await reply.arrayBuffer());
    if (isOver) return;
    response.onHeaders(
      new HeaderMap("response", [[":status", String(reply.status)], ...reply.headers]),
      body.length === 0,
    );
    if (body.length > 0) response.onData(body, true);
  };
  const finish = (): void => void answer().catch(() => isOver || response.onFailure("connection termination"));
  if (endStream) finish();
  return {
    data(chunk, isLast) {
      chunks.push(chunk);
      if (isLast) finish();
    },
    trailers: finish,
    reset: () => void (isOver = true),
    hold() {},
  };
}
