/** Puts a line before and a line after each plain text, which passes part by part: nothing of it is kept. */
import { Flow, HttpFilter, isEncoded, mediaTypeOf, register, Response } from "sluice/sdk";

class BodyFrame extends HttpFilter {
  private isFramed: bool = false;
  private hasBegun: bool = false;

  onResponseHeaders(response: Response): Flow {
    const headers = response.headers;
    // Text between compressed bytes would be none.
    const isText = mediaTypeOf(headers.get("content-type")) == "text/plain" && !isEncoded(headers);
    this.isFramed = isText && !response.endOfStream && !headers.has("content-range");
    if (this.isFramed) response.body.willChange();
    return Flow.Continue;
  }

  onResponseBody(response: Response): Flow {
    if (!this.isFramed) return Flow.Continue;
    if (!this.hasBegun) response.body.prepend("-- internal --\n");
    this.hasBegun = true;
    // A text that ends with trailers gets no last line: when they come, it has passed.
    if (response.endOfStream) response.body.append("\n-- end --\n");
    return Flow.Continue;
  }
}
register("body-frame", () => new BodyFrame());
