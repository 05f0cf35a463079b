import type { HeaderMap } from "./header-map.js";

const BODILESS_METHODS = new Set(["GET", "HEAD"]);

/** A request of the Fetch API made of a header map. Fetch knows no body on GET and no trailers: they are left out. */
export function requestOf(headers: HeaderMap, body: Buffer | ReadableStream<Uint8Array> | null): Request {
  const method = headers.get(":method") ?? "GET";
  const url = `${headers.get(":scheme") ?? "http"}://${headers.get(":authority") ?? "localhost"}${headers.get(":path") ?? "/"}`;
  const isEmpty = body === null || BODILESS_METHODS.has(method) || (Buffer.isBuffer(body) && body.length === 0);
  return new Request(url, {
    method,
    headers: headers.fields,
    ...(isEmpty ? {} : { body, duplex: "half" }),
  } as RequestInit);
}
