/** How a stream goes on, or is broken off. */
import { Status, StreamType } from "../shared/abi";
import { COMES_BACK } from "../build";
import { closeStream, continueStream } from "../hostcalls/stream";
import { LiveContext } from "../live-context";
import { calledContext, countRelease, currentContext, endPauses, mayAnswer, mayRelease } from "./current";
import { Postponed, postpone, postponeReply } from "./postponed";

/**
 * Lets the stream that host calls speak of go on in this direction, if it has paused there; else `BadArgument`. A host crashes, or writes a
 * response twice, when a message goes on that is not there or was not held; so this never does within a callback of that same stream.
 */
export function resume(stream: StreamType): Status {
  const live = currentContext();
  if (live === null || live === calledContext() || live.awaitsReply || !live.isPaused(stream)) {
    return Status.BadArgument;
  }
  return !COMES_BACK || mayRelease() ? goOn(live, stream) : postpone(new PostponedResume(live, stream));
}

/** Breaks off the stream that host calls speak of. `BadArgument` where its client may not be answered, or was in this callback. */
export function close(stream: StreamType): Status {
  if (!mayAnswer()) return Status.BadArgument;
  const live = currentContext();
  const status =
    COMES_BACK && live !== null && !mayRelease() ? postponeReply(new PostponedClose(live, stream)) : closeNow(stream);
  if (status == Status.Ok) endPauses();
  return status;
}

function closeNow(stream: StreamType): Status {
  countRelease();
  return closeStream(stream);
}

function goOn(live: LiveContext, stream: StreamType): Status {
  countRelease();
  live.setPause(stream, false);
  const status = continueStream(stream);
  if (status != Status.Ok) live.setPause(stream, true);
  return status;
}


@final
class PostponedResume extends Postponed {
  constructor(
    live: LiveContext,
    private readonly stream: StreamType,
  ) {
    super(live);
  }

  act(): void {
    // It may have gone on by itself meanwhile, or been answered.
    if (this.live.isPaused(this.stream)) goOn(this.live, this.stream);
  }
}


@final
class PostponedClose extends Postponed {
  constructor(
    live: LiveContext,
    private readonly stream: StreamType,
  ) {
    super(live);
  }

  act(): void {
    close(this.stream);
  }
}
