/** The callback that runs: whom it is for, and what the host may be asked meanwhile. */
import { Status, StreamType } from "../shared/abi";
import { TRACKS_CONTEXTS } from "../build";
import { Context } from "../contexts";
import { collectGarbage } from "../garbage";
import { setEffectiveContext } from "../hostcalls/context";
import { continueStream } from "../hostcalls/stream";
import { LiveContext, liveContexts } from "../live-context";
import { reset } from "../memory";
import { refillSteps } from "../steps";

/** What `currentDirection` is in a callback that is not of a stream. */
export const NO_DIRECTION: StreamType = -1;

/** The one context of a module that keeps none apart. */
let shared: Context | null = null;
/** Whom the host called. */
let called: LiveContext | null = null;
/** Whom host calls speak of: the same, unless another was made effective. */
let current: LiveContext | null = null;
/** Which way what the callback of a stream is about goes; -1 in other callbacks. */
let direction: StreamType = NO_DIRECTION;
let isClientWaiting: bool = false;
let isAnswered: bool = false;

/** Makes a context the one for all streams. */
export function share(context: Context | null): void {
  shared = context;
}

/** Begins a callback for the context with this number, which is returned; null when there is none. */
// @ts-ignore: decorator
@inline
export function enter(id: u32): Context | null {
  if (!TRACKS_CONTEXTS) return shared;
  const live = liveContexts.get(id);
  called = live;
  current = live;
  return live === null ? null : live.context;
}

/** Begins a callback of a stream; in it, the client may be answered. */
// @ts-ignore: decorator
@inline
export function enterStream(id: u32, stream: StreamType): Context | null {
  isClientWaiting = true;
  direction = stream;
  return enter(id);
}

/** Ends a callback of a stream with the action that the host gets. */
export function leave(action: i32): i32 {
  if (TRACKS_CONTEXTS) {
    const live = called;
    if (live !== null) live.setPause(direction, action != 0 && !isAnswered);
  }
  finish();
  return action;
}

/** Ends a callback: nothing of it is on the stack any more, so both what the host handed over and what was garbage can go. */
export function finish(): void {
  isClientWaiting = false;
  isAnswered = false;
  direction = NO_DIRECTION;
  if (TRACKS_CONTEXTS) {
    called = null;
    current = null;
  }
  reset();
  refillSteps();
  collectGarbage();
}

/** The context that host calls speak of; null where the module keeps none apart. */
export function currentContext(): LiveContext | null {
  return current;
}

/**
 * Makes the host calls that follow speak of `live`, until the callback returns or another is made effective. False when the host
 * no longer knows it: they then speak of whom they spoke of before.
 */
export function makeEffective(live: LiveContext): bool {
  if (!live.isLive || setEffectiveContext(live.id) != Status.Ok) return false;
  current = live;
  return true;
}

/**
 * Whether the client of the stream that host calls speak of may be answered now. Envoy crashes when one is in its own `proxy_on_log`,
 * `proxy_on_done` or `proxy_on_delete`; and when one is in the callback of another stream, that other never goes on.
 */
export function mayAnswer(): bool {
  return (current === called) == isClientWaiting;
}

/** The client was answered: what pauses, or has paused, does not go on again. */
export function endPauses(): void {
  const live = current;
  if (live !== null) live.clearPauses();
  if (live === called) isAnswered = true;
}

/** Which way what this callback is about goes; `NO_DIRECTION` where it is no callback of a stream. */
export function currentDirection(): StreamType {
  return direction;
}

/**
 * Lets the stream that host calls speak of go on in this direction, if it has paused there; else `BadArgument`. A host crashes, or writes a
 * response twice, when a message goes on that is not there or was not held; so this never does within a callback of that same stream.
 */
export function resume(stream: StreamType): Status {
  const live = current;
  if (live === null || live === called || !live.takePause(stream)) return Status.BadArgument;
  const status = continueStream(stream);
  if (status != Status.Ok) live.setPause(stream, true);
  return status;
}
