import { attributePath, getNumberProperty } from "sluice/sdk";
import { MetricsConfig } from "./config";
import { EndedStream } from "./ended-stream";
import { InFlight } from "./in-flight";
import { Label } from "./label";
import { LabelBook } from "./label-book";
import { Metric } from "./metric";
import { SharedSet } from "./shared-set";

const NANOSECONDS_PER_MS: i64 = 1000000;

/** What one configuration asks for: the metrics that are on and the labels they need. */
@final
export class Recorder {
  /** Why the configuration can't be had, with its JSON path; empty when it can. */
  readonly refusal: string;
  readonly inFlight: InFlight | null;
  private readonly stream: EndedStream = new EndedStream();
  private readonly labels: Array<Label>;
  private readonly requests: Metric | null;
  private readonly durations: Metric | null;
  private readonly requestSizes: Metric | null;
  private readonly responseSizes: Metric | null;
  private readonly upstreamLatencies: Metric | null;
  private readonly upstreamErrors: Metric | null;

  /** `key`: what the names of this plugin's shared data begin with. */
  constructor(config: MetricsConfig, key: string) {
    const maker = new MetricMaker(config, key);
    this.requests = maker.make("requests_total", config.requestsTotal, false);
    this.durations = maker.make("request_duration_ms", config.requestDurationMs, true);
    this.requestSizes = maker.make("request_bytes", config.requestBytes, true);
    this.responseSizes = maker.make("response_bytes", config.responseBytes, true);
    this.upstreamLatencies = maker.make("upstream_latency_ms", config.upstreamLatencyMs, true);
    this.upstreamErrors = maker.make("upstream_errors_total", config.upstreamErrorsTotal, false);
    this.inFlight = config.metrics.includes("requests_in_flight") ? new InFlight(key, config.prefix) : null;
    this.labels = maker.book.labels;
    this.refusal = maker.refusal;
  }

  /** Counts the stream that is over. */
  record(hasRequestBody: bool): void {
    const stream = this.stream;
    stream.begin();
    const labels = this.labels;
    for (let i = 0; i < labels.length; ++i) unchecked(labels[i]).read(stream);

    const requests = this.requests;
    if (requests !== null) requests.find().increment(1);
    const durations = this.durations;
    if (durations !== null) durations.find().record(milliseconds("request\0duration"));
    const requestSizes = this.requestSizes;
    if (requestSizes !== null) requestSizes.find().record(hasRequestBody ? requestSize() : 0);
    const responseSizes = this.responseSizes;
    if (responseSizes !== null) responseSizes.find().record(<u64>max(getNumberProperty("response\0size"), 0));
    const latencies = this.upstreamLatencies;
    if (latencies !== null) {
      const latency = getNumberProperty("response\0backend_latency", -1);
      if (latency >= 0) latencies.find().record(<u64>(latency / NANOSECONDS_PER_MS));
    }
    const errors = this.upstreamErrors;
    if (errors !== null && stream.isUpstreamError) errors.find().increment(1);
  }
}

/** Makes the metrics that are on; the first fault of the configuration is kept. */
@final
class MetricMaker {
  readonly book: LabelBook;
  private readonly admission: SharedSet;
  refusal: string = "";

  constructor(
    private readonly config: MetricsConfig,
    key: string,
  ) {
    this.book = new LabelBook(config, key);
    this.admission = new SharedSet(key + "series", <i32>config.maxSeries);
    for (let i = 0; i < config.labels.length; ++i) {
      const name = config.labels[i].label;
      const isTaken = this.book.isBuiltIn(name) || name == "le" || isNamedBefore(config, i);
      const path = "labels[" + i.toString() + "]";
      if (isTaken) this.refuse(path + ".label", "there is a label of that name: give it another");
      const isAttribute = config.labels[i].from == "attribute";
      if (isAttribute && attributePath(config.labels[i].name) === null) {
        this.refuse(path + ".name", "write / between the segments, as in metadata/filter_metadata/NAMESPACE/KEY");
      }
    }
  }

  make(name: string, labelNames: Array<string>, isHistogram: bool): Metric | null {
    const isOn = this.config.metrics.includes(name);
    const book = isOn ? this.book : new LabelBook(this.config, "");
    const labels: Array<Label> = [];
    for (let i = 0; i < labelNames.length; ++i) {
      const label = book.find(labelNames[i]);
      const path = name + "[" + i.toString() + "]";
      if (label === null) this.refuse(path, "there is no such label: name one of the built-in ones or of $.labels");
      else if (labels.includes(label)) this.refuse(path, "stands there twice");
      else labels.push(label);
    }
    return isOn ? new Metric(this.config.prefix + name, isHistogram, labels, this.admission) : null;
  }

  private refuse(path: string, what: string): void {
    if (this.refusal.length == 0) this.refusal = "$." + path + ": " + what;
  }
}

function isNamedBefore(config: MetricsConfig, index: i32): bool {
  for (let i = 0; i < index; ++i) if (config.labels[i].label == config.labels[index].label) return true;
  return false;
}

function milliseconds(path: string): u64 {
  return <u64>max(getNumberProperty(path) / NANOSECONDS_PER_MS, 0);
}

/** `request.size` is what the client announced; what came is the total without the headers. */
function requestSize(): u64 {
  return <u64>max(getNumberProperty("request\0total_size") - getNumberProperty("request\0headers_bytes"), 0);
}
