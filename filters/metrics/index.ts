import {
  Bytes,
  Counter,
  Flow,
  Gauge,
  getNumberProperty,
  getTextProperty,
  Histogram,
  HttpFilter,
  Plugin,
  Refusal,
  registerPlugin,
  Request,
} from "sluice/sdk";
import { MetricsConfig } from "./config";
import { methodLabel, statusClassLabel } from "./labels";

const requests = new Counter("requests_total", ["method", "status_class"]);
const durations = new Histogram("request_duration_ms");
const requestSizes = new Histogram("request_bytes");
const responseSizes = new Histogram("response_bytes");
const inFlight = new Gauge("requests_in_flight");

/** Counts one stream: in flight from its headers on, all else when it is over, however it ended. */
class MetricsFilter extends HttpFilter {
  private isInFlight: bool = false;

  onRequestHeaders(request: Request): Flow {
    this.isInFlight = true;
    inFlight.increment(1);
    return Flow.Continue;
  }

  onLog(): void {
    // A stream that ends before its headers got here was never counted as in flight.
    if (this.isInFlight) inFlight.increment(-1);
    const method = getTextProperty("request\0method");
    requests.increment(1, methodLabel(method), statusClassLabel(getNumberProperty("response\0code")));
    durations.record(<u64>max(getNumberProperty("request\0duration") / 1000000, 0));
    // `request.size` is what the client announced; what came is the total without the headers.
    const size = getNumberProperty("request\0total_size") - getNumberProperty("request\0headers_bytes");
    requestSizes.record(<u64>max(size, 0));
    responseSizes.record(<u64>max(getNumberProperty("response\0size"), 0));
  }
}

class MetricsPlugin extends Plugin {
  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = MetricsConfig.parse(configuration);
    return parsed.value === null ? new Refusal(parsed.error) : null;
  }

  createFilter(): HttpFilter {
    return new MetricsFilter();
  }
}

registerPlugin("metrics", () => new MetricsPlugin());
