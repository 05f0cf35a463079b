import { Flow, HttpFilter, register, Request, Response } from "sluice/sdk";

class Hello extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    request.headers.set("x-wasm", "1");
    return Flow.Continue;
  }
  onResponseHeaders(response: Response): Flow {
    response.headers.set("hello", "world!");
    return Flow.Continue;
  }
}
register("hello", () => new Hello());
