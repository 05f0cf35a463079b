import {
  CalloutHandler,
  CalloutResponse,
  Counter,
  currentRequest,
  fetch,
  Flow,
  Gauge,
  HttpFilter,
  register,
  Request,
  RequestInit,
  Response,
  Status,
} from "sluice/sdk";

const WASM_PAGE_BYTES = 65_536;

/** What the linear memory of this VM has come to, after each stream. */
const memoryBytes = new Gauge("soak_memory_bytes");
const requests = new Counter("soak_requests");
const largeHeaders = new Counter("soak_large_headers");
const failedCallouts = new Counter("soak_failed_callouts");
const refusedCallouts = new Counter("soak_refused_callouts");

class Verdict extends CalloutHandler {
  onResponse(response: CalloutResponse): void {
    if (!response.ok) failedCallouts.increment();
    currentRequest.resume();
  }
}

/** Does a bit of everything that takes memory: keeps a header for the stream, calls out, sets headers. */
class Soak extends HttpFilter {
  private kept: string = "";

  onRequestHeaders(request: Request): Flow {
    requests.increment();
    const large = request.headers.get("x-large");
    if (large !== null) {
      this.kept = large;
      largeHeaders.increment();
    }
    const cluster = request.headers.get("x-call");
    if (cluster === null) return Flow.Continue;
    const status = fetch(cluster, new RequestInit("GET", "/verdict"), new Verdict());
    if (status == Status.Ok) return Flow.Pause;
    refusedCallouts.increment();
    return Flow.Continue;
  }

  onResponseHeaders(response: Response): Flow {
    response.headers.set("x-kept", this.kept.length.toString());
    return Flow.Continue;
  }

  onLog(): void {
    memoryBytes.record(<u64>memory.size() * WASM_PAGE_BYTES);
  }
}
register("soak", () => new Soak());
