import { Flow, HttpFilter, Request, Response } from "sluice/sdk";
import { Experiment } from "./experiment";

/** Gives one request its variant. */
@final
export class CanaryFilter extends HttpFilter {
  /** The `Set-Cookie` that the response gets; empty for none. */
  private setCookie: string = "";

  constructor(private readonly experiment: Experiment) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    const experiment = this.experiment;
    if (experiment.takes(request)) {
      const choice = experiment.choose(request);
      request.headers.set(experiment.header, experiment.variants.values[choice.variant]);
      this.setCookie = experiment.cookieFor(choice);
    } else {
      request.headers.delete(experiment.header);
    }
    request.clearRouteCache();
    return Flow.Continue;
  }

  onResponseHeaders(response: Response): Flow {
    if (this.setCookie.length > 0) response.headers.append("set-cookie", this.setCookie);
    return Flow.Continue;
  }
}
