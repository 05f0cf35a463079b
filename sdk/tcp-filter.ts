import { PeerType } from "../assembly/shared/abi";
import { Connection, currentDownstream, currentUpstream } from "./connection";
import { Filter } from "./filter";
import { Flow, streamAction } from "./flow";

/**
 * A TCP filter (Envoy: network filter): override what you need. Bytes come as the peer's segments happen to arrive; what belongs together is
 * for the filter to know. Any pause is `StopIteration`: the bytes wait, and come again together with the next ones.
 *
 * @example
 * class Welcome extends TcpFilter {
 *   onDownstreamData(downstream: Connection): Flow {
 *     downstream.data.prepend("hello ");
 *     return Flow.Continue;
 *   }
 * }
 * register("welcome", () => new Welcome());
 */
export abstract class TcpFilter extends Filter {
  /**
   * A client has connected. Envoy reads nothing of it before the upstream is connected too; after a pause, not before `resume()`.
   * (ABI: `proxy_on_new_connection`.)
   */
  onNewConnection(downstream: Connection): Flow {
    return Flow.Continue;
  }

  /** The client sent bytes, or has no more to send: `downstream.endOfStream`. (ABI: `proxy_on_downstream_data`.) */
  onDownstreamData(downstream: Connection): Flow {
    return Flow.Continue;
  }

  /** The upstream sent bytes, or has no more to send: `upstream.endOfStream`. (ABI: `proxy_on_upstream_data`.) */
  onUpstreamData(upstream: Connection): Flow {
    return Flow.Continue;
  }

  /** The client's connection is closed, by the client (`PeerType.Remote`) or by Envoy (`PeerType.Local`). */
  onDownstreamClose(peer: PeerType): void {}

  /** The upstream has nothing more to say; `peer` is `PeerType.Unknown`. Envoy does not call this when the connection broke. */
  onUpstreamClose(peer: PeerType): void {}

  whenNewConnection(): i32 {
    return streamAction(this.onNewConnection(currentDownstream));
  }

  whenDownstreamData(size: u32, endOfStream: bool): i32 {
    currentDownstream.endOfStream = endOfStream;
    return streamAction(this.onDownstreamData(currentDownstream));
  }

  whenUpstreamData(size: u32, endOfStream: bool): i32 {
    currentUpstream.endOfStream = endOfStream;
    return streamAction(this.onUpstreamData(currentUpstream));
  }

  whenDownstreamClosed(peer: u32): void {
    this.onDownstreamClose(peer);
  }

  whenUpstreamClosed(peer: u32): void {
    this.onUpstreamClose(peer);
  }
}
