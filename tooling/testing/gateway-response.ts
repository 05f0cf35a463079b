import type { IncomingMessage } from "node:http";
import { bodyOf, type ReceivedLine, toLines, trailersOf } from "./wire.js";

const NULL_BODY_STATUSES: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

/**
 * What the gateway answered: a WHATWG `Response` as it came, nothing decoded and no redirect followed, and beside it what
 * that standard does not show.
 */
export class GatewayResponse extends Response {
  /** The header lines as they came: in order, lines of the same name apart, values in latin1. */
  readonly headerLines: readonly ReceivedLine[];
  /** The trailer lines; resolves when the body was read to its end. */
  readonly trailers: Promise<readonly ReceivedLine[]>;

  /** @internal */
  constructor(message: IncomingMessage) {
    const status = message.statusCode ?? 0;
    const lines = toLines(message.rawHeaders);
    const isNullBody = NULL_BODY_STATUSES.has(status);
    const isOrdinary = status >= 200 && status <= 599;
    super(isNullBody ? null : bodyOf(message, "the gateway"), {
      status: isOrdinary ? status : 200,
      statusText: message.statusMessage ?? "",
      headers: lines,
    });
    if (!isOrdinary) Object.defineProperty(this, "status", { value: status, enumerable: true });
    this.headerLines = lines;
    this.trailers = trailersOf(message);
    if (isNullBody) message.resume();
  }
}
