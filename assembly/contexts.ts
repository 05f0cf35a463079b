import { StreamType } from "./shared/abi";

/**
 * A context of the ABI: what its host knows by a number, a plugin, a stream or a callout. What it is told are the counts and sizes of
 * the ABI, what it answers are the ABI's actions; what it is not made for, it answers as a module that does not export the callback.
 */
export abstract class Context {
  private pauses: u32 = 0;

  /** Notes whether the stream waits in this direction. */
  setPause(stream: StreamType, isPaused: bool): void {
    const bit = 1 << (<u32>stream);
    this.pauses = isPaused ? this.pauses | bit : this.pauses & ~bit;
  }

  /** Whether the stream waited in this direction; from now on it does not. */
  takePause(stream: StreamType): bool {
    const bit = 1 << (<u32>stream);
    const wasPaused = (this.pauses & bit) != 0;
    this.pauses &= ~bit;
    return wasPaused;
  }

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

  whenRequestHeaders(count: u32, endOfStream: bool): i32 {
    return 0;
  }

  whenRequestBody(size: u32, endOfStream: bool): i32 {
    return 0;
  }

  whenRequestTrailers(count: u32): i32 {
    return 0;
  }

  whenResponseHeaders(count: u32, endOfStream: bool): i32 {
    return 0;
  }

  whenResponseBody(size: u32, endOfStream: bool): i32 {
    return 0;
  }

  whenResponseTrailers(count: u32): i32 {
    return 0;
  }

  /** `headers`, `bodySize` and `trailers` are all 0 when the connection broke before an answer. */
  whenAnswered(headers: u32, bodySize: u32, trailers: u32): void {}

  /** Whether the host may end the context now; false keeps a plugin until `proxy_done`. */
  whenDone(): bool {
    return true;
  }

  whenLogged(): void {}

  whenDeleted(): void {}
}

/** A root id that the module serves, and how its plugins are made. */
export abstract class Registration {
  next: Registration | null = null;

  constructor(readonly rootId: string) {}

  abstract createRoot(): Context;
}
