import type { IncomingMessage } from "node:http";
import { bodyOf, type ReceivedLine, toLines, trailersOf } from "./wire.js";

/**
 * What the gateway sent to the upstream: a WHATWG `Request`, and beside it what that standard does not show.
 */
export class UpstreamRequest extends Request {
  /** The request target as it came; in `url` dot segments are resolved, as in every URL. */
  readonly path: string;
  /** The header lines as they came: in order, lines of the same name apart, values in latin1. */
  readonly headerLines: readonly ReceivedLine[];
  /** The trailer lines; resolves when the body was read to its end. */
  readonly trailers: Promise<readonly ReceivedLine[]>;

  /** @internal */
  constructor(message: IncomingMessage, origin: string) {
    const path = message.url ?? "/";
    const lines = toLines(message.rawHeaders);
    const hasBody = message.headers["content-length"] !== undefined || "transfer-encoding" in message.headers;
    super(urlOf(path, message.headers.host, origin), {
      // The standard allows some methods no body and others not at all; HTTP does, and so do filters.
      method: "POST",
      headers: lines,
      ...(hasBody ? { body: bodyOf(message, "the gateway"), duplex: "half" } : {}),
    });
    Object.defineProperty(this, "method", { value: message.method ?? "GET", enumerable: true });
    this.path = path;
    this.headerLines = lines;
    this.trailers = trailersOf(message);
    if (!hasBody) message.resume();
  }
}

function urlOf(path: string, host: string | undefined, origin: string): string {
  const absolute = path.startsWith("/") ? `http://${host ?? ""}${path}` : path;
  return URL.canParse(absolute) ? absolute : origin;
}
