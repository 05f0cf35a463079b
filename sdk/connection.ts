import { BufferType, Status, StreamType } from "../assembly/shared/abi";
import { close, resume } from "../assembly/dispatcher/release";
import { Body } from "./body";

/**
 * One side of the TCP connection that the running callback is for. There is one such object a side: what it tells changes with the
 * callback, so keep what you need of it, not the object.
 */
@final
export class Connection {
  /** The bytes that came from this side: new ones, together with those that an earlier `Flow.Pause` held back. */
  readonly data: Body;
  /** Whether this side has nothing more to say. */
  endOfStream: bool = false;

  /** @internal */
  constructor(
    buffer: BufferType,
    private readonly stream: StreamType,
  ) {
    this.data = new Body(buffer);
  }

  /**
   * Lets what this side said go on after a pause, from a callout or once the `Stream` was made effective. `Status.BadArgument` when it
   * has not paused; `Status.Unimplemented` for the upstream's side, which Envoy can't resume.
   */
  resume(): Status {
    return resume(this.stream);
  }

  /** Closes the client's connection, and with it the upstream's, once the callback has returned and what was written is sent. */
  close(): Status {
    return close(this.stream);
  }
}

/** The client's side. */
// @ts-ignore: decorator
@lazy
export const currentDownstream: Connection = new Connection(BufferType.DownstreamData, StreamType.Downstream);

/** The upstream's side. */
// @ts-ignore: decorator
@lazy
export const currentUpstream: Connection = new Connection(BufferType.UpstreamData, StreamType.Upstream);
