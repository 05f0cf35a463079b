/** Lets a TCP client through to the upstream once it has said the password; what it says until then, the upstream never sees. */
import { Connection, Flow, register, Status, TcpFilter } from "sluice/sdk";

const PASSWORD: string = "open sesame\n";

class TcpGuard extends TcpFilter {
  private isOpen: bool = false;

  onDownstreamData(downstream: Connection): Flow {
    if (this.isOpen) return Flow.Continue;
    // A pause keeps what came: next time it is there together with what follows.
    if (downstream.data.byteLength < <u32>PASSWORD.length && !downstream.endOfStream) return Flow.Pause;
    const said = downstream.data.bytes();
    if (said === null || !said.subarray(0, PASSWORD.length).equals(PASSWORD)) {
      downstream.close();
      return Flow.Pause;
    }
    if (downstream.data.replace(said.subarray(PASSWORD.length)) != Status.Ok) return Flow.Pause;
    this.isOpen = true;
    return Flow.Continue;
  }
}
register("tcp-guard", () => new TcpGuard());
