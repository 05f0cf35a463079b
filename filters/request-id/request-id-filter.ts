import { CidrSet, clientAddress, Flow, Headers, HttpFilter, Request, Response, uuidV4, uuidV7 } from "sluice/sdk";
import { RequestIdConfig } from "./config";
import { isIdentifier } from "./identifier";
import { isTraceParent, newTraceParent } from "./trace-parent";

/** Sees that a request has an identifier and a trace context: its own, where it may keep them, or new ones. */
@final
export class RequestIdFilter extends HttpFilter {
  private identifier: string = "";

  constructor(
    private readonly config: RequestIdConfig,
    private readonly trusted: CidrSet,
  ) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    const headers = request.headers;
    const isKept = this.keeps(headers);
    if (this.config.header.length > 0) this.identify(headers, isKept);
    if (this.config.traceContext) this.trace(headers, isKept);
    return Flow.Continue;
  }

  onResponseHeaders(response: Response): Flow {
    if (this.config.echo && this.identifier.length > 0) response.headers.set(this.config.header, this.identifier);
    return Flow.Continue;
  }

  private keeps(headers: Headers): bool {
    if (this.config.keep != "trusted") return this.config.keep == "all";
    const address = clientAddress(headers, <i32>this.config.trustedHops);
    return address !== null && this.trusted.has(address);
  }

  private identify(headers: Headers, isKept: bool): void {
    const name = this.config.header;
    if (isKept) {
      const values = headers.getAll(name);
      if (values.length == 1 && isIdentifier(values[0])) {
        this.identifier = values[0].toString();
        return;
      }
    }
    this.identifier = this.config.format == "uuid7" ? uuidV7() : uuidV4();
    headers.set(name, this.identifier);
  }

  /** A valid context goes on as it is: this gateway records no span of its own that could be a parent. */
  private trace(headers: Headers, isKept: bool): void {
    if (isKept) {
      const values = headers.getAll("traceparent");
      if (values.length == 1 && isTraceParent(values[0])) return;
    }
    headers.set("traceparent", newTraceParent(this.config.sampled));
    // It belongs to the trace that has ended here (W3C Trace Context §3.3.1.1).
    headers.delete("tracestate");
  }
}
