import { Status, StreamType } from "../shared/abi";
import { proxy_continue_stream } from "../imports";

/** Lets a paused stream go on, once the callback has returned. */
export function continueStream(stream: StreamType): Status {
  return proxy_continue_stream(stream);
}
