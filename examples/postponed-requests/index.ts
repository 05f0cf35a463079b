/** Lets requests wait, and through in bundles: those that came since the last tick go on at the next, a hundred at most. */
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

/** Envoy calls what one callback lets go on inside each other: with some thousand at once, its stack ends, and the VM with it. */
const AT_ONCE: i32 = 100;

class PostponedRequests extends Plugin {
  private readonly waiting: Array<Stream> = new Array<Stream>();

  onConfigure(configuration: Bytes): Refusal | null {
    this.setTickPeriod(100);
    return null;
  }

  postpone(stream: Stream): void {
    this.waiting.push(stream);
  }

  onTick(): void {
    const bundle = this.waiting.splice(0, AT_ONCE);
    for (let i = 0; i < bundle.length; ++i) {
      // A client that has left meanwhile has taken its stream with it.
      if (bundle[i].makeEffective()) currentRequest.resume();
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
