import { areText } from "./bytes";

/**
 * A context of the ABI: what its host knows by a number, a plugin or a stream; and who waits for a callout. What it is told are the
 * counts and sizes of the ABI, what it answers are the ABI's actions; what it is not made for, it answers as a module that does not
 * export the callback.
 */
export abstract class Context {
  /** The context of a new stream of this plugin; null from what is no plugin. */
  createStream(): Context | null {
    return null;
  }

  whenStarted(size: u32): bool {
    return true;
  }

  whenConfigured(size: u32): bool {
    return true;
  }

  whenTicked(): void {}

  whenQueueReady(queue: u32): void {}

  whenForeignFunction(functionId: u32, size: u32): void {}

  whenRequestHeaders(count: u32, endOfStream: bool): i32 {
    return 0;
  }

  whenRequestBody(size: u32, endOfStream: bool): i32 {
    return 0;
  }

  whenRequestTrailers(count: u32): i32 {
    return 0;
  }

  whenRequestMetadata(count: u32): void {}

  whenResponseHeaders(count: u32, endOfStream: bool): i32 {
    return 0;
  }

  whenResponseBody(size: u32, endOfStream: bool): i32 {
    return 0;
  }

  whenResponseTrailers(count: u32): i32 {
    return 0;
  }

  whenResponseMetadata(count: u32): void {}

  whenNewConnection(): i32 {
    return 0;
  }

  whenDownstreamData(size: u32, endOfStream: bool): i32 {
    return 0;
  }

  whenUpstreamData(size: u32, endOfStream: bool): i32 {
    return 0;
  }

  whenDownstreamClosed(peer: u32): void {}

  whenUpstreamClosed(peer: u32): void {}

  /** `headers`, `bodySize` and `trailers` are all 0 when the connection broke before an answer. */
  whenAnswered(headers: u32, bodySize: u32, trailers: u32): void {}

  whenGrpcInitialMetadata(count: u32): void {}

  /** Whether memory holds the message; where it does not, the call or stream is over, and closed as `ResourceExhausted`. */
  whenGrpcMessage(size: u32): bool {
    return true;
  }

  whenGrpcTrailingMetadata(count: u32): void {}

  whenGrpcClosed(status: u32): void {}

  /** Whether the host may end the context now; false keeps a plugin until `proxy_done`. */
  whenDone(): bool {
    return true;
  }

  whenLogged(): void {}

  whenDeleted(): void {}
}

/** Answers everything as a module that has no callbacks: the stream passes. */
@final
class PassingContext extends Context {}

/** The context of every stream that its plugin makes none for, and of those that are gone. */
// @ts-ignore: decorator
@lazy
export const passingContext: Context = new PassingContext();

/** A root id that the module serves, and how its plugins are made. */
export abstract class Registration {
  next: Registration | null = null;

  constructor(readonly rootId: string) {}

  /** Whether a plugin is its own that is configured with this root id, `size` bytes at `start`. */
  serves(start: usize, size: usize): bool {
    return areText(start, size, this.rootId);
  }

  abstract createRoot(): Context;
}
