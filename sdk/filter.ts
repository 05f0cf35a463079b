import { Context } from "../assembly/contexts";

/**
 * What `HttpFilter` and `TcpFilter` have in common: the end of a stream. A filter without fields is one object for all streams; a filter
 * with fields is made anew for each stream, and its fields are the stream's own.
 */
export abstract class Filter extends Context {
  /**
   * The stream is over, however it ended; headers and properties can all be read once more, a client can no longer be answered. Called
   * once, and for a request that Envoy itself refuses (what is no HTTP, headers that are too large) as the first callback: what
   * `onRequestHeaders` would have kept is not there, of the headers none or few. (ABI: `proxy_on_log`.)
   */
  onLog(): void {}

  /** The stream ends; Envoy does not wait for it. For HTTP after `onLog`, for TCP before it. (ABI: `proxy_on_done`.) */
  onDone(): void {}

  /** The stream is gone, nothing of it can be read. Called last. (ABI: `proxy_on_delete`.) */
  onDelete(): void {}

  whenLogged(): void {
    this.onLog();
  }

  whenDone(): bool {
    this.onDone();
    return true;
  }

  whenDeleted(): void {
    this.onDelete();
  }
}
