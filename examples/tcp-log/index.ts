/** Logs what goes through TCP connections: who connects to what, how much goes each way, who hangs up. */
import {
  Connection,
  DestinationAttributes,
  Flow,
  log,
  PeerType,
  register,
  SourceAttributes,
  TcpFilter,
} from "sluice/sdk";

class TcpLog extends TcpFilter {
  private received: u64 = 0;
  private sent: u64 = 0;

  onNewConnection(downstream: Connection): Flow {
    const source = SourceAttributes.address;
    const destination = DestinationAttributes.address;
    if (source !== null && destination !== null) log.info("connected: " + source + " to " + destination);
    return Flow.Continue;
  }

  onDownstreamData(downstream: Connection): Flow {
    this.received += downstream.data.byteLength;
    return Flow.Continue;
  }

  onUpstreamData(upstream: Connection): Flow {
    this.sent += upstream.data.byteLength;
    return Flow.Continue;
  }

  onDownstreamClose(peer: PeerType): void {
    log.info("closed by " + (peer == PeerType.Remote ? "the client" : "the gateway"));
  }

  onLog(): void {
    log.info("received " + this.received.toString() + " and sent " + this.sent.toString() + " bytes");
  }
}
register("tcp-log", () => new TcpLog());
