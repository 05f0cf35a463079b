import { Bytes, Flow, HttpFilter, Plugin, PluginAttributes, Refusal, registerPlugin, Request } from "sluice/sdk";
import { MetricsConfig } from "./config";
import { Recorder } from "./recorder";

/** How often the gauge is brought up to date. */
const PUBLISH_MS: u32 = 1000;

/** Counts one stream: in flight from its headers on, all else when it is over, however it ended. */
@final
class MetricsFilter extends HttpFilter {
  private isInFlight: bool = false;
  private hasBody: bool = false;

  constructor(private readonly recorder: Recorder) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    this.hasBody = !request.endOfStream;
    this.isInFlight = true;
    const inFlight = this.recorder.inFlight;
    if (inFlight !== null) inFlight.count += 1;
    return Flow.Continue;
  }

  onLog(): void {
    const inFlight = this.recorder.inFlight;
    // A stream that ends before its headers got here was never counted as in flight.
    if (this.isInFlight && inFlight !== null) inFlight.count -= 1;
    this.recorder.record(this.hasBody);
  }
}

class MetricsPlugin extends Plugin {
  private recorder: Recorder | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = MetricsConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const name = PluginAttributes.name;
    const recorder = new Recorder(config, "sluice/metrics/" + (name === null ? "" : name) + "/");
    if (recorder.refusal.length > 0) return new Refusal(recorder.refusal);
    this.recorder = recorder;
    if (recorder.inFlight !== null) this.setTickPeriod(PUBLISH_MS);
    return null;
  }

  onTick(): void {
    const recorder = this.recorder;
    if (recorder === null) return;
    const inFlight = recorder.inFlight;
    if (inFlight !== null) inFlight.publish();
  }

  onDelete(): void {
    const recorder = this.recorder;
    if (recorder === null) return;
    const inFlight = recorder.inFlight;
    if (inFlight !== null) inFlight.release();
  }

  createFilter(): HttpFilter | null {
    const recorder = this.recorder;
    return recorder === null ? null : new MetricsFilter(recorder);
  }
}

registerPlugin("metrics", () => new MetricsPlugin());
