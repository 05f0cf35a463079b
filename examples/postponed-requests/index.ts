/** Lets requests wait, and through in bundles: those that came since the last tick go on at the next, a hundred at most. */
import {
  Bytes,
  currentRequest,
  currentStream,
  Filter,
  Flow,
  HttpFilter,
  LocalReply,
  Plugin,
  Refusal,
  registerPlugin,
  Request,
  Stream,
} from "sluice/sdk";

/** Envoy calls what one callback lets go on inside each other: with some thousand at once, its stack ends, and the VM with it. */
const AT_ONCE: i32 = 100;
/** More than this are turned away: what waits takes memory. */
const WAITING_MAX: i32 = 10000;

class PostponedRequests extends Plugin {
  private readonly waiting: Array<Stream> = new Array<Stream>();

  onConfigure(configuration: Bytes): Refusal | null {
    this.setTickPeriod(100);
    return null;
  }

  /** Whether there is room for one more to wait. */
  postpone(stream: Stream): bool {
    if (this.waiting.length == WAITING_MAX) return false;
    this.waiting.push(stream);
    return true;
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
    return this.plugin.postpone(currentStream()) ? Flow.Pause : request.respond(new LocalReply(503));
  }
}
registerPlugin("postponed-requests", () => new PostponedRequests());
