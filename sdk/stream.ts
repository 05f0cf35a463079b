import { LiveContext } from "../assembly/live-context";
import { currentContext, makeEffective } from "../assembly/dispatcher/current";

/**
 * A stream to come back to: kept by a filter in a callback of its own, used later from a tick, a queue, or the callback of another
 * stream. It may be gone by then; `makeEffective` says so.
 *
 * @example
 * class Gate extends Plugin {
 *   readonly waiting: Array<Stream> = new Array<Stream>();
 *   onTick(): void {
 *     while (this.waiting.length > 0) {
 *       if (this.waiting.pop().makeEffective()) currentRequest.resume();
 *     }
 *   }
 * }
 * class Visitor extends HttpFilter {
 *   constructor(private readonly gate: Gate) {
 *     super();
 *   }
 *   onRequestHeaders(request: Request): Flow {
 *     this.gate.waiting.push(currentStream());
 *     return Flow.Pause;
 *   }
 * }
 */
@final
export class Stream {
  /** @internal */
  constructor(private readonly live: LiveContext | null) {}

  /** Envoy's number for it in this VM; 0 when it was made outside of a stream. */
  get id(): u32 {
    const live = this.live;
    return live === null ? 0 : live.id;
  }

  /**
   * Makes all that follows in this callback speak of this stream: `currentRequest`, `currentResponse`, properties, callouts. False when
   * it is gone; then they speak of what they did before. (ABI: `proxy_set_effective_context`.)
   *
   * Any number of streams may be resumed, answered or closed in one callback. What follows for them, Envoy calls inside each other, and after
   * some hundred its stack would end, and the VM with it; so after fifty, the rest goes on in ticks that follow, a millisecond apart.
   *
   * From a callback of the plugin, such as a tick, the client may be answered then. From one of another stream it may not: Envoy would
   * never let that other one go on.
   */
  makeEffective(): bool {
    const live = this.live;
    return live !== null && makeEffective(live);
  }
}

/** The stream that the running callback is for; or the plugin, in a callback of its own. */
export function currentStream(): Stream {
  return new Stream(currentContext());
}
