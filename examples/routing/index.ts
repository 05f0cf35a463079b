/** Sends every tenth request, and whoever asks for it with a header, to the canary: by another `:authority`, which the routes look at. */
import { Filter, Flow, HttpFilter, Plugin, registerPlugin, Request } from "sluice/sdk";

const EVERY: u32 = 10;

class RoutingPlugin extends Plugin {
  private count: u32 = 0;

  isCanary(): bool {
    return ++this.count % EVERY == 0;
  }

  createFilter(): Filter {
    return new Routing(this);
  }
}

class Routing extends HttpFilter {
  constructor(private readonly plugin: RoutingPlugin) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    if (request.headers.has("x-canary") || this.plugin.isCanary()) {
      request.headers.set(":authority", "canary.test");
      request.clearRouteCache();
    }
    return Flow.Continue;
  }
}
registerPlugin("routing", () => new RoutingPlugin());
