/** Hides what a response must not tell, in bodies of up to 64 KiB; larger ones pass as they are, and compressed ones, for which it never asks. */
import { Flow, HttpFilter, isEncoded, LocalReply, register, Request, Response, Status } from "sluice/sdk";

class BodyRewrite extends HttpFilter {
  private limit: u32 = 0;

  onRequestHeaders(request: Request): Flow {
    request.headers.delete("accept-encoding");
    return Flow.Continue;
  }

  onResponseHeaders(response: Response): Flow {
    if (response.endOfStream || isEncoded(response.headers)) return Flow.Continue;
    this.limit = 65536;
    // The body may get another size, and once these headers have gone on, they can't be changed.
    response.body.willChange();
    return Flow.Continue;
  }

  responseBodyLimit(): u32 {
    return this.limit;
  }

  onWholeResponseBody(response: Response): Flow {
    const text = response.body.text();
    if (text === null || text.indexOf("secret") < 0) return Flow.Continue;
    const status = response.body.replace(text.replaceAll("secret", "******"));
    // A reply comes too late for the client, which sees the response break off: better than the secret.
    return status == Status.Ok ? Flow.Continue : response.respond(new LocalReply(502));
  }

  onResponseBodyTooLarge(response: Response): Flow {
    return Flow.Continue;
  }
}
register("body-rewrite", () => new BodyRewrite());
