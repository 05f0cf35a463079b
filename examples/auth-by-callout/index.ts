/** Lets another service decide about each request: an even number in its answer lets it through. */
import {
  CalloutHandler,
  CalloutOutcome,
  CalloutResponse,
  currentRequest,
  fetch,
  Flow,
  HttpFilter,
  LocalReply,
  register,
  Request,
  RequestInit,
  Status,
} from "sluice/sdk";

class Verdict extends CalloutHandler {
  onResponse(response: CalloutResponse): void {
    const answer = response.outcome == CalloutOutcome.Answered && response.ok ? response.body.bytes() : null;
    if (answer === null) {
      currentRequest.respond(new LocalReply(503));
      return;
    }
    const last = answer.at(answer.byteLength - 1);
    if (last >= 0x30 && last <= 0x39 && (last & 1) == 0) currentRequest.resume();
    else currentRequest.respond(new LocalReply(403).text("no luck today\n"));
  }
}

class AuthByCallout extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    const init = new RequestInit("GET", "/number").header("x-path", request.path);
    init.timeoutMs = 500;
    const status = fetch("numbers", init, new Verdict());
    return status == Status.Ok ? Flow.Pause : request.respond(new LocalReply(503));
  }
}
register("auth-by-callout", () => new AuthByCallout());
