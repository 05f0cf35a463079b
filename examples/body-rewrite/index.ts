/** Hides what a response must not tell, in bodies of up to 64 KiB; larger ones pass as they are. */
import { Flow, HttpFilter, LocalReply, register, Response, Status } from "sluice/sdk";

class BodyRewrite extends HttpFilter {
  onResponseHeaders(response: Response): Flow {
    // The body may get another size, and once these headers have gone on, they can't be changed.
    if (!response.endOfStream) response.body.willChange();
    return Flow.Continue;
  }

  responseBodyLimit(): u32 {
    return 65536;
  }

  onWholeResponseBody(response: Response): Flow {
    const text = response.body.text();
    if (text === null || text.indexOf("secret") < 0) return Flow.Continue;
    const status = response.body.replace(text.replaceAll("secret", "******"));
    return status == Status.Ok ? Flow.Continue : response.respond(new LocalReply(502));
  }

  onResponseBodyTooLarge(response: Response): Flow {
    return Flow.Continue;
  }
}
register("body-rewrite", () => new BodyRewrite());
