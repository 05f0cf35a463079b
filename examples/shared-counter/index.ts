/** Numbers requests one by one, over all worker threads: each gets a number that no other has. */
import { Flow, HttpFilter, LocalReply, register, Request, SharedData } from "sluice/sdk";

class SharedCounter extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    const number = SharedData.add64("shared-counter.requests", 1);
    if (number < 0) return request.respond(new LocalReply(503));
    request.headers.set("x-number", number.toString());
    return Flow.Continue;
  }
}
register("shared-counter", () => new SharedCounter());
