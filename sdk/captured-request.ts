import { lowerCase } from "./headers";
import { Request } from "./request";

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
    request: Request,
    private readonly names: Array<string>,
  ) {
    this.method = request.method;
    this.path = request.path;
    this.authority = request.authority;
    this.scheme = request.scheme;
    for (let i = 0; i < names.length; ++i) this.values.push(request.headers.get(names[i]));
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
