/** Lets requests wait, and through in bundles: all that came since the last tick go on at the next. */
import {
  Bytes,
  currentRequest,
  currentStream,
  Filter,
  Flow,
  HttpFilter,
  Plugin,
  Refusal,
  registerPlugin,
  Request,
  Stream,
} from "sluice/sdk";

class PostponedRequests extends Plugin {
  private waiting: Array<Stream> = new Array<Stream>();

  onConfigure(configuration: Bytes): Refusal | null {
    this.setTickPeriod(100);
    return null;
  }

  postpone(stream: Stream): void {
    this.waiting.push(stream);
  }

  onTick(): void {
    const waiting = this.waiting;
    this.waiting = new Array<Stream>();
    for (let i = 0; i < waiting.length; ++i) {
      // A client that has left meanwhile has taken its stream with it.
      if (waiting[i].makeEffective()) currentRequest.resume();
    }
  }

  createFilter(): Filter {
    return new Postponed(this);
  }
}

class Postponed extends HttpFilter {
  constructor(private readonly plugin: PostponedRequests) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    this.plugin.postpone(currentStream());
    return Flow.Pause;
  }
}
registerPlugin("postponed-requests", () => new PostponedRequests());
