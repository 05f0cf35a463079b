import { Bytes, Flow, HttpFilter, Plugin, Refusal, registerPlugin, Request, Response } from "sluice/sdk";
import { HeadersConfig } from "./config";
import { Operations } from "./operations";

/** Carries out the operations on both sides of a stream. */
class HeadersFilter extends HttpFilter {
  constructor(
    private readonly request: Operations,
    private readonly response: Operations,
  ) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    this.request.apply(request.headers);
    return Flow.Continue;
  }

  onResponseHeaders(response: Response): Flow {
    this.response.apply(response.headers);
    return Flow.Continue;
  }
}

class HeadersPlugin extends Plugin {
  private filter: HeadersFilter | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = HeadersConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const request = new Operations("$.request", config.request);
    const response = new Operations("$.response", config.response);
    const problem = request.problem === null ? response.problem : request.problem;
    if (problem !== null) return new Refusal(problem);
    this.filter = new HeadersFilter(request, response);
    return null;
  }

  createFilter(): HttpFilter | null {
    return this.filter;
  }
}

registerPlugin("headers", () => new HeadersPlugin());
