import { Status, StreamType } from "../shared/abi";
import { proxy_close_stream, proxy_continue_stream } from "../imports";

/** Lets a paused stream go on, once the callback has returned. `Unimplemented` for `StreamType.Upstream`. */
export function continueStream(stream: StreamType): Status {
  return proxy_continue_stream(stream);
}

/** Breaks the stream off, once the callback has returned. */
export function closeStream(stream: StreamType): Status {
  return proxy_close_stream(stream);
}
