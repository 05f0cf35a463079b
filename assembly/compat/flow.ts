import { LogLevel, StreamType } from "../shared/abi";
import { makeEffective } from "../dispatcher/current";
import { resume } from "../dispatcher/release";
import { done as tellDone } from "../hostcalls/context";
import { log } from "../hostcalls/log";
import { liveContexts } from "../live-context";
import { WasmResultValues } from "./enums";

/**
 * Lets the request of the stream that is effective go on after a pause. `BadArgument` when it has not paused, and in the stream's own
 * callbacks, which go on by what they return: Envoy would crash on a second start.
 */
export function continue_request(): WasmResultValues {
  return resume(StreamType.HttpRequest);
}

/** The same for the response. */
export function continue_response(): WasmResultValues {
  return resume(StreamType.HttpResponse);
}

/** Makes all that follows in this callback speak of another context. `BadArgument`, and a line in the log, when it is gone. */
export function proxy_set_effective_context(_id: u32): WasmResultValues {
  const live = liveContexts.get(_id);
  if (live !== null && makeEffective(live)) return WasmResultValues.Ok;
  log(LogLevel.Error, "no context has the number " + _id.toString());
  return WasmResultValues.BadArgument;
}

/** Tells Envoy that a root context which returned false from `onDone` is done. `NotFound` when none waits. */
export function done(): WasmResultValues {
  return tellDone();
}
