import { Flow, HttpFilter, Request, Response } from "sluice/sdk";
import { Operations, StreamMatches } from "./operations";

/** Carries out the operations where a stream has nothing to remember: one for all streams. */
@final
export class HeadersFilter extends HttpFilter {
  constructor(private readonly operations: Operations) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    const operations = this.operations;
    const matches = operations.hasRules ? operations.match(request) : null;
    return operations.applyToRequest(request.headers, matches) ? Flow.Continue : Flow.Pause;
  }

  onResponseHeaders(response: Response): Flow {
    this.operations.applyToResponse(response, null);
    return Flow.Continue;
  }
}

/** Carries them out where what is done to the response depends on the request: one for each stream. */
@final
export class RememberingHeadersFilter extends HttpFilter {
  private matches: StreamMatches | null = null;

  constructor(private readonly operations: Operations) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    const matches = this.operations.match(request);
    this.matches = matches;
    return this.operations.applyToRequest(request.headers, matches) ? Flow.Continue : Flow.Pause;
  }

  onResponseHeaders(response: Response): Flow {
    this.operations.applyToResponse(response, this.matches);
    return Flow.Continue;
  }
}
