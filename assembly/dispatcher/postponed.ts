/** What a callback asked for too many streams at once: done in ticks that follow, a part in each. */
import { Status } from "../shared/abi";
import { COMES_BACK } from "../build";
import { getCurrentTimeNanoseconds, setTickPeriod as setHostTickPeriod } from "../hostcalls/timer";
import { LiveContext, LiveRoot } from "../live-context";
import { currentContext, makeEffective, mayRelease } from "./current";

/** Milliseconds from one part to the next. */
const PERIOD_MS: u32 = 1;

/** Something to do for a stream, once it is effective and if it is still there. */
export abstract class Postponed {
  next: Postponed | null = null;

  constructor(readonly live: LiveContext) {}

  abstract act(): void;
}

let first: Postponed | null = null;
let last: Postponed | null = null;
/** The plugin whose tick does the next part; it has none of its own meanwhile. */
let woken: LiveRoot | null = null;
/** When the plugin's own tick would be, in nanoseconds of the host's clock. */
let ownTick: u64 = u64.MAX_VALUE;

/** Does it later; `Unimplemented` for what is of no plugin that could have a tick. */
export function postpone(postponed: Postponed): Status {
  if (!wake()) return Status.Unimplemented;
  if (first === null) first = postponed;
  const before = last;
  if (before !== null) before.next = postponed;
  last = postponed;
  return Status.Ok;
}

/** `postpone` for an answer to the stream, of which nothing passes until then. */
export function postponeReply(postponed: Postponed): Status {
  const status = postpone(postponed);
  postponed.live.awaitsReply = status == Status.Ok;
  return status;
}

/**
 * Asks for a tick every `periodMs` milliseconds on the plugin that host calls speak of, or whose stream they speak of; 0 ends them. While
 * something is postponed on it, the plugin's own period is kept until that is done.
 */
export function setTickPeriod(periodMs: u32): Status {
  if (!COMES_BACK) return setHostTickPeriod(periodMs);
  const root = currentRoot();
  if (root === null) return setHostTickPeriod(periodMs);
  root.tickPeriodMs = periodMs;
  if (root !== woken) return setHostTickPeriod(periodMs);
  planOwnTick(root);
  return Status.Ok;
}

/** A tick has come for `live`: does the next part of what was postponed. Returns whether the plugin's own tick is due. */
export function beginTick(live: LiveContext | null): bool {
  const root = woken;
  if (root === null || root !== live) return true;
  let postponed = first;
  while (postponed !== null && mayRelease()) {
    const stream = postponed.live;
    if (makeEffective(stream)) {
      stream.awaitsReply = false;
      postponed.act();
    }
    first = postponed = postponed.next;
  }
  makeEffective(root);
  const isDue = getCurrentTimeNanoseconds() >= ownTick;
  if (first === null) sleep(root);
  else if (isDue) planOwnTick(root);
  return isDue;
}

/** A context is gone: if its plugin's tick was what the postponed waits for, another's does it. */
export function forgetTick(live: LiveContext): void {
  if (woken !== live) return;
  woken = null;
  let postponed = first;
  while (postponed !== null && !(makeEffective(postponed.live) && wake())) postponed = postponed.next;
  first = postponed;
  if (postponed === null) last = null;
}

function wake(): bool {
  if (woken !== null) return true;
  const root = currentRoot();
  if (root === null || setHostTickPeriod(PERIOD_MS) != Status.Ok) return false;
  woken = root;
  planOwnTick(root);
  return true;
}

function sleep(root: LiveRoot): void {
  last = null;
  woken = null;
  setHostTickPeriod(root.tickPeriodMs);
}

function planOwnTick(root: LiveRoot): void {
  const periodMs = <u64>root.tickPeriodMs;
  ownTick = periodMs == 0 ? u64.MAX_VALUE : getCurrentTimeNanoseconds() + periodMs * 1000000;
}

/** The plugin that host calls speak of, or whose stream they speak of. */
function currentRoot(): LiveRoot | null {
  const live = currentContext();
  return live === null ? null : live.root;
}
