import { type Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { GatewayResponse } from "./gateway-response.js";
import { hasHeader, type HeaderLines, MAX_HEADER_BYTES, settle, toLines, toRawHeaders } from "./wire.js";

/** The part of `RequestInit` that concerns a gateway, widened to what HTTP itself allows. */
export interface GatewayFetchInit {
  /** Default `GET`. Any method may have a body. */
  readonly method?: string;
  /** Sent as given: case, order, lines of the same name and bytes are kept. `host` and `content-length` are added if missing. */
  readonly headers?: HeaderLines;
  /** A stream or an async iterable is sent in chunks as it comes, everything else at once with its length. */
  readonly body?: BodyInit | AsyncIterable<Uint8Array | string> | null;
  /** Sent after the body, which is then always sent in chunks. */
  readonly trailers?: HeaderLines;
  /** Aborting closes the connection, before or during the response. */
  readonly signal?: AbortSignal;
}

/**
 * Sends one request to `origin`. Unlike the `fetch` of the platform it sends the path as it is: `/a/../b` stays.
 *
 * @throws the signal's reason when it is aborted, else TypeError with the `cause` when there is no response.
 */
export async function gatewayFetch(
  origin: string,
  path: string,
  init: GatewayFetchInit,
  agent: Agent,
): Promise<GatewayResponse> {
  const { signal } = init;
  signal?.throwIfAborted();
  const { raw, body } = await prepare(origin, init);
  try {
    const { hostname, port } = new URL(origin);
    const request = httpRequest({
      ...{ hostname, port, path, agent, method: init.method ?? "GET", headers: raw, maxHeaderSize: MAX_HEADER_BYTES },
      ...(signal === undefined ? {} : { signal }),
    });
    request.maxHeadersCount = 0;
    const response = responseTo(request);
    send(request, body, init.trailers);
    const message = await response;
    await settle();
    return new GatewayResponse(message);
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason;
    throw new TypeError(`fetch failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function prepare(
  origin: string,
  init: GatewayFetchInit,
): Promise<{ raw: string[]; body: Uint8Array | AsyncIterable<unknown> | null }> {
  const raw = toRawHeaders(init.headers);
  if (!hasHeader(raw, "host")) raw.unshift("host", new URL(origin).host);
  const source = init.body ?? null;
  const isStream = source !== null && typeof source === "object" && Symbol.asyncIterator in source;
  const isChunked = isStream || init.trailers !== undefined;
  const isFramed = hasHeader(raw, "content-length") || hasHeader(raw, "transfer-encoding");
  if (isChunked && !isFramed) raw.push("transfer-encoding", "chunked");
  if (source === null) return { raw, body: null };
  if (isStream) return { raw, body: source as AsyncIterable<unknown> };
  const extracted = new Response(source as BodyInit);
  const type = extracted.headers.get("content-type");
  if (type !== null && !hasHeader(raw, "content-type")) raw.push("content-type", type);
  const body = new Uint8Array(await extracted.arrayBuffer());
  if (!isChunked && !isFramed) raw.push("content-length", String(body.length));
  return { raw, body };
}

function responseTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", resolve);
    request.on("error", reject);
  });
}

function send(
  request: ClientRequest,
  body: Uint8Array | AsyncIterable<unknown> | null,
  trailers: HeaderLines | undefined,
): void {
  if (trailers !== undefined) request.addTrailers(toLines(toRawHeaders(trailers)));
  if (body === null || body instanceof Uint8Array) request.end(body ?? undefined);
  else void sendChunks(request, body);
}

/** An error of the source ends the request with it; so it comes out where the response is awaited. */
async function sendChunks(request: ClientRequest, body: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const chunk of body) {
      // Node writes the header lines in the encoding of a string that follows them, so no string may.
      const isTaken = request.destroyed || request.write(Buffer.from(chunk as string | Uint8Array));
      if (!isTaken) await new Promise((resolve) => request.once("drain", resolve).once("close", resolve));
      if (request.destroyed) return;
    }
    request.end();
  } catch (error) {
    request.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
