/**
 * What becomes of streams that memory has no room for. Running out of it would be a trap, which ends every stream of the VM; so while it is
 * scarce, no new stream gets a context, and a stream without one is refused whatever its first callback is: what a filter did not
 * look at never passes. While it is full, those that have one are refused too, until enough of them have gone.
 */
import { LogLevel, Status, StreamAction, StreamType } from "../shared/abi";
import { TRACKS_CONTEXTS } from "../build";
import { resultBytes } from "../bytes";
import { isScarce } from "../garbage";
import { sendLocalResponse } from "../hostcalls/local-response";
import { log } from "../hostcalls/log";
import { getProperty } from "../hostcalls/property";
import { closeStream } from "../hostcalls/stream";
import { currentDirection, endPauses } from "./current";

/** `%RESPONSE_CODE_DETAILS%` of a stream that was refused. */
// @ts-ignore: decorator
@lazy
const DETAILS: string = "wasm_memory_full";

let isLogged: bool = false;

/** Whether memory has room for one more stream. */
export function hasRoomForStream(): bool {
  if (isScarce()) return false;
  isLogged = false;
  return true;
}

/** The action for a stream without a context: refuses it, in a module that makes one for each. */
// @ts-ignore: decorator
@inline
export function refuse(): i32 {
  return TRACKS_CONTEXTS ? answerOrClose() : StreamAction.Continue;
}

/** Answers the stream of the running callback with 503, or closes its connection; returns the action that holds it until then. */
function answerOrClose(): i32 {
  const direction = currentDirection();
  if (direction == StreamType.HttpResponse && isRefusal()) return StreamAction.Continue;
  if (!isLogged) {
    isLogged = true;
    log(LogLevel.Error, "the module's memory is full: it refuses streams until others have ended");
  }
  const isHttp = direction == StreamType.HttpRequest || direction == StreamType.HttpResponse;
  const status = isHttp ? sendLocalResponse<string>(503, DETAILS, [], 0, 0) : closeStream(StreamType.Downstream);
  if (status == Status.Ok) endPauses();
  return StreamAction.StopIteration;
}

/** Whether the response is the refusal itself, on its way to the client. */
function isRefusal(): bool {
  return getProperty("response\0code_details") == Status.Ok && resultBytes().equals(DETAILS);
}
