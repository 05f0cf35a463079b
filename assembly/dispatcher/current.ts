/** The callback that runs: whom it is for, and what the host may be asked meanwhile. */
import { Status, StreamAction, StreamType } from "../shared/abi";
import { COMES_BACK, TRACKS_CONTEXTS } from "../build";
import { Context } from "../contexts";
import { collectGarbage, isFull } from "../garbage";
import { setEffectiveContext } from "../hostcalls/context";
import { LiveContext, liveContexts } from "../live-context";
import { epoch, reset } from "../memory";
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
/** How many streams other than its own this callback has let go on, answered or closed. */
let released: i32 = 0;

/**
 * As many streams may one callback release: Envoy calls what follows for them inside each other, and after some hundred its stack ends, and
 * the VM with it. Each filter of the chain takes its part of that stack.
 */
const RELEASED_AT_ONCE: i32 = 50;

/** Makes a context the one for all streams. */
export function share(context: Context | null): void {
  shared = context;
}

/** Whether there is a context for all streams. */
export function isShared(): bool {
  return shared !== null;
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

/** Begins a callback of a stream; in it, the client may be answered. Null also where memory has no room for what the context would do. */
// @ts-ignore: decorator
@inline
export function enterStream(id: u32, stream: StreamType): Context | null {
  isClientWaiting = true;
  direction = stream;
  const context = enter(id);
  return TRACKS_CONTEXTS && isFull() ? null : context;
}

/** Ends a callback of a stream with the action that the host gets. */
export function leave(action: i32): i32 {
  if (TRACKS_CONTEXTS) {
    const live = called;
    if (live !== null) {
      // Its answer is on the way: nothing of it passes before.
      if (live.awaitsReply) action = StreamAction.StopIteration;
      live.setPause(direction, action != StreamAction.Continue && !isAnswered);
    }
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
    released = 0;
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
 * Whether the client of the stream that host calls speak of may be answered, or left, now. Envoy crashes when one is in its own
 * `proxy_on_log`, `proxy_on_done` or `proxy_on_delete`, and when a stream is closed twice, or answered and closed, in one callback; and when
 * one is in the callback of another stream, that other never goes on. Nor may one whose answer is postponed.
 */
export function mayAnswer(): bool {
  if ((current === called) != isClientWaiting) return false;
  const live = current;
  return live === null ? !isAnswered : live.answeredIn != epoch && !live.awaitsReply;
}

/** The client was answered, or left: what pauses, or has paused, does not go on again. */
export function endPauses(): void {
  const live = current;
  if (live !== null) live.noteAnswer();
  if (live === called) isAnswered = true;
}

/** Which way what this callback is about goes; `NO_DIRECTION` where it is no callback of a stream. */
export function currentDirection(): StreamType {
  return direction;
}

/**
 * Whether what is asked for the stream that host calls speak of can be done at once, and not postponed: `RELEASED_AT_ONCE`. What a stream
 * asks for itself in its own callback always can.
 */
export function mayRelease(): bool {
  return !COMES_BACK || current === called || released < RELEASED_AT_ONCE;
}

/** Counts what is done for the stream that host calls speak of: see `mayRelease`. */
export function countRelease(): void {
  if (COMES_BACK && current !== called) ++released;
}

/** Whom the host called; null in the answer to a callout, and where the module keeps no contexts apart. */
export function calledContext(): LiveContext | null {
  return called;
}
