/** Counts requests by the value of a header, and how long they took. */
import {
  CapturedRequest,
  Counter,
  Flow,
  Histogram,
  HttpFilter,
  register,
  Request,
  RequestAttributes,
} from "sluice/sdk";

const requests = new Counter("custom_header_requests", ["value", "reporter"]);
const durations = new Histogram("custom_header_duration_ms", ["value"]);

class MetricsByHeader extends HttpFilter {
  private request: CapturedRequest | null = null;

  onRequestHeaders(request: Request): Flow {
    this.request = request.capture(["x-custom"]);
    return Flow.Continue;
  }

  onLog(): void {
    const request = this.request;
    if (request === null) return;
    const header = request.header("x-custom");
    const value = header === null ? "none" : header;
    requests.increment(1, value, "gateway");
    const duration = RequestAttributes.duration;
    if (duration >= 0) durations.record(<u64>duration / 1000000, value);
  }
}
register("metrics-by-header", () => new MetricsByHeader());
