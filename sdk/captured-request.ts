import { Headers, lowerCase } from "./headers";

/**
 * What a filter wants to know of a request in the callbacks of its response, when Envoy has let the request go. A filter keeps it in a
 * field, and so is made anew for each stream.
 *
 * @example
 * class Slow extends HttpFilter {
 *   private request: CapturedRequest | null = null;
 *   onRequestHeaders(request: Request): Flow {
 *     this.request = request.capture(["x-tenant"]);
 *     return Flow.Continue;
 *   }
 * }
 */
@final
export class CapturedRequest {
  /** `:method`. */
  readonly method: string;
  /** `:path`, with its query. */
  readonly path: string;
  /** `:authority`. */
  readonly authority: string;
  /** `:scheme`. */
  readonly scheme: string;
  private readonly values: Array<string | null> = new Array<string | null>();

  /** @internal */
  constructor(
    headers: Headers,
    private readonly names: Array<string>,
  ) {
    this.method = textOf(headers, ":method");
    this.path = textOf(headers, ":path");
    this.authority = textOf(headers, ":authority");
    this.scheme = textOf(headers, ":scheme");
    for (let i = 0; i < names.length; ++i) this.values.push(headers.get(names[i]));
  }

  /** The first value of `name`, which is one of the captured names; null when the request had none. */
  header(name: string): string | null {
    const lowerName = lowerCase(name);
    for (let i = 0; i < this.names.length; ++i) {
      if (lowerCase(this.names[i]) == lowerName) return this.values[i];
    }
    return null;
  }
}

function textOf(headers: Headers, name: string): string {
  const value = headers.get(name);
  return value === null ? "" : value;
}
