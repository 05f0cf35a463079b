/** Streams a line about each request to a gRPC service over one long stream, opened anew when it ends: `acme.Audit/Record`. */
import {
  Bytes,
  Filter,
  GrpcStatus,
  GrpcStream,
  GrpcStreamHandler,
  HttpFilter,
  log,
  openGrpcStream,
  Plugin,
  ProtobufWriter,
  Refusal,
  registerPlugin,
  RequestAttributes,
  ResponseAttributes,
  Timer,
} from "sluice/sdk";

/** Lines that wait while the service can't be reached; more are lost. */
const WAITING_MAX: i32 = 1000;

class Receipts extends GrpcStreamHandler {
  constructor(private readonly plugin: GrpcAudit) {
    super();
  }

  onMessage(message: Bytes): void {
    log.info("recorded: " + message.toString());
  }

  onClose(status: GrpcStatus, message: string): void {
    log.warn("the stream ended with status " + (<i32>status).toString());
    this.plugin.closed();
  }
}

/** Writes from the plugin's own context: a stream that a request opens would end with the request. */
class Flush extends Timer {
  constructor(private readonly plugin: GrpcAudit) {
    super();
  }

  onTimeout(): void {
    this.plugin.flush();
  }
}

class GrpcAudit extends Plugin {
  private stream: GrpcStream | null = null;
  private waiting: Array<string> = new Array<string>();

  onConfigure(configuration: Bytes): Refusal | null {
    this.startTimer(new Flush(this), 20, 20);
    return null;
  }

  record(line: string): void {
    if (this.waiting.length < WAITING_MAX) this.waiting.push(line);
  }

  flush(): void {
    if (this.waiting.length == 0) return;
    let stream = this.stream;
    if (stream === null) this.stream = stream = openGrpcStream("audit", "acme.Audit", "Record", new Receipts(this));
    if (stream === null) return;
    const lines = this.waiting;
    this.waiting = new Array<string>();
    for (let i = 0; i < lines.length; ++i) stream.send(new ProtobufWriter().string(1, lines[i]).finish());
  }

  closed(): void {
    this.stream = null;
  }

  createFilter(): Filter {
    return new Recorder(this);
  }
}

class Recorder extends HttpFilter {
  constructor(private readonly plugin: GrpcAudit) {
    super();
  }

  onLog(): void {
    const path = RequestAttributes.path;
    this.plugin.record((path === null ? "?" : path) + " " + ResponseAttributes.code.toString());
  }
}
registerPlugin("grpc-audit", () => new GrpcAudit());
