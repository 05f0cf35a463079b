import { Flow, HttpFilter, register, Request, Response } from "sluice/sdk";

/** A filter with fields has an object for each stream: what costs it something for every stream that lives. */
class Remember extends HttpFilter {
  private path: string = "";
  private headers: i32 = 0;

  onRequestHeaders(request: Request): Flow {
    const path = request.headers.get(":path");
    if (path !== null) this.path = path;
    this.headers++;
    return Flow.Continue;
  }

  onResponseHeaders(response: Response): Flow {
    this.headers++;
    response.headers.set("x-path", this.path);
    response.headers.set("x-callbacks", this.headers.toString());
    return Flow.Continue;
  }
}
register("fields", () => new Remember());
