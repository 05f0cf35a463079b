/** Lets requests wait, and through in bundles: those that came since the last tick go on at the next. */
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
    while (this.waiting.length > 0) {
      // A client that has left meanwhile has taken its stream with it.
      if (this.waiting.pop().makeEffective()) currentRequest.resume();
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
