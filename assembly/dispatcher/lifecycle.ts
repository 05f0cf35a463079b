/** How plugins and streams begin, tick and end. Whatever number a host brings, known or not, no callback traps. */
import { LogLevel } from "../shared/abi";
import { COMES_BACK, TRACKS_CONTEXTS, UNKNOWN_ROOT_ID } from "../build";
import { passingContext, Registration } from "../contexts";
import { log } from "../hostcalls/log";
import { getProperty } from "../hostcalls/property";
import { LiveContext, LiveRoot, liveContexts } from "../live-context";
import { hasten } from "../garbage";
import { resultSize, resultStart } from "../memory";
import { currentContext, enter, finish, isShared, share } from "./current";
import { beginTick, forgetTick } from "./postponed";
import { hasRoomForStream } from "./refusal";

let registrations: Registration | null = null;

/** The number of the context that was made last, or is being made; 0 while the module starts. */
export let newestContext: u32 = 0;

/** Makes a root id known. From top-level code only: the host asks for it as soon as the module has started. */
export function register(registration: Registration): void {
  registration.next = registrations;
  registrations = registration;
}

/**
 * Makes the one context for all streams, unless it is there. The build runs this after the module's start, and leaves it out of a module
 * that has the context from then on.
 */
export function makeShared(): void {
  if (TRACKS_CONTEXTS || isShared()) return;
  const registration = registrations;
  if (registration !== null) share(registration.createRoot().createStream());
}

export function onContextCreate(id: u32, parent: u32): void {
  newestContext = id;
  const live = createContext(id, parent);
  if (live !== null) liveContexts.set(id, live);
  finish();
}

export function onVmStart(id: u32, size: u32): bool {
  const root = enter(id);
  // A plugin that is not there is refused where Envoy says which one: in `onConfigure`.
  const accepted = root === null || root.whenStarted(size);
  finish();
  return accepted;
}

export function onConfigure(id: u32, size: u32): bool {
  let accepted: bool;
  if (TRACKS_CONTEXTS) {
    const root = enter(id);
    accepted = root !== null && root.whenConfigured(size);
  } else {
    accepted = findRegistration() !== null;
    if (accepted) makeShared();
  }
  finish();
  return accepted;
}

export function onTick(id: u32): void {
  const root = enter(id);
  const isDue = !COMES_BACK || beginTick(currentContext());
  if (root !== null && isDue) root.whenTicked();
  finish();
}

export function onQueueReady(id: u32, queue: u32): void {
  const root = enter(id);
  if (root !== null) root.whenQueueReady(queue);
  finish();
}

export function onForeignFunction(id: u32, functionId: u32, size: u32): void {
  const context = enter(id);
  if (context !== null) context.whenForeignFunction(functionId, size);
  finish();
}

export function onDone(id: u32): bool {
  const context = enter(id);
  const isDone = context === null || context.whenDone();
  finish();
  return isDone;
}

/** As an access logger, Envoy calls this with the number of a plugin, not of a stream. */
export function onLog(id: u32): void {
  const context = enter(id);
  if (context !== null) context.whenLogged();
  finish();
}

export function onDelete(id: u32): void {
  const context = enter(id);
  if (context !== null) context.whenDeleted();
  const live = liveContexts.get(id);
  if (live !== null) {
    live.end();
    liveContexts.delete(id);
    if (COMES_BACK) forgetTick(live);
    hasten(liveContexts.size);
  }
  finish();
}

/** The context with this number; null of a plugin that the module has not, and of a stream that memory has no room for. */
function createContext(id: u32, parent: u32): LiveContext | null {
  const root = enter(parent);
  if (parent == 0) {
    const registration = findRegistration();
    return registration === null ? null : new LiveRoot(id, registration.createRoot());
  }
  const live = currentContext();
  if (root === null || live === null) return null;
  if (!hasRoomForStream()) {
    hasten(liveContexts.size);
    return null;
  }
  const context = root.createStream();
  return new LiveContext(id, context === null ? passingContext : context, live.root);
}

/** What serves the root id that the host configured; where the module has but one, an empty root id means that one. */
function findRegistration(): Registration | null {
  getProperty("plugin_root_id");
  const size = resultSize();
  let entry = registrations;
  if (!TRACKS_CONTEXTS) {
    // There is but one.
    if (entry !== null && size != 0 && !entry.serves(resultStart(), size)) entry = null;
  } else if (size != 0 || entry === null || entry.next !== null) {
    while (entry !== null && !entry.serves(resultStart(), size)) entry = entry.next;
  }
  if (entry === null) log(LogLevel.Error, UNKNOWN_ROOT_ID);
  return entry;
}
