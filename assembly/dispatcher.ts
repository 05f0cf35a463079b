/**
 * From the numbers of the ABI to objects. Whatever number a host brings, known or not, no callback traps.
 */
import { LogLevel, Status, StreamType } from "./shared/abi";
import { Context, Registration } from "./contexts";
import { ContextTable } from "./context-table";
import { setEffectiveContext } from "./hostcalls/context";
import { log } from "./hostcalls/log";
import { getProperty } from "./hostcalls/property";
import { resultBytes } from "./bytes";
import { collectGarbage } from "./garbage";
import { reset } from "./memory";

/**
 * Whether every plugin and every stream has an object of its own. The build sets this to false, and leaves `proxy_on_context_create`
 * and `proxy_on_delete` out, where the only filter keeps nothing between callbacks: one object then serves all streams of the VM.
 */
export const TRACKS_CONTEXTS: bool = true;

/** What is logged when the host asks for a root id that is not there. The build adds the root ids that are. */
export const UNKNOWN_ROOT_ID: string = "no filter of this module has the configured root_id";

let registrations: Registration | null = null;
let shared: Context | null = null;
let current: u32 = 0;
let isLive: bool = false;
let isAnswering: bool = false;
let isReplied: bool = false;

// @ts-ignore: decorator
@lazy
const contexts: ContextTable = new ContextTable();
// @ts-ignore: decorator
@lazy
const callouts: ContextTable = new ContextTable();

/** Makes a root id known. From top-level code only: the host asks for it as soon as the module has started. */
export function register(registration: Registration): void {
  registration.next = registrations;
  registrations = registration;
}

/** Whether the callback that runs is for a stream whose client still waits: in no other may it be answered. */
export function isStreamLive(): bool {
  return isLive;
}

/** The client was answered: what pauses now does not go on again. */
export function endPause(): void {
  isReplied = true;
}

/**
 * Whether the stream that the running callback is for has paused in this direction, and may go on now. A host crashes, or writes a
 * response twice, when a message goes on that is not there or was not held; so this is true only for the answer to a callout.
 */
export function takePause(stream: StreamType): bool {
  const context = isAnswering ? contexts.get(current) : null;
  return context !== null && context.takePause(stream);
}

/** One callout under way. Its context is kept here and not with the handler, which may wait for several callouts at once. */
@final
class PendingCallout extends Context {
  constructor(
    private readonly origin: u32,
    private readonly handler: Context,
  ) {
    super();
  }

  /** The handler speaks of the context that asked, if that still lives. */
  whenAnswered(headers: u32, bodySize: u32, trailers: u32): void {
    if (contexts.get(this.origin) === null || setEffectiveContext(this.origin) != Status.Ok) return;
    current = this.origin;
    isLive = true;
    isAnswering = true;
    this.handler.whenAnswered(headers, bodySize, trailers);
  }
}

/** Makes `callout` get the answer that `token` names, unless the context that asks now is gone by then. */
export function awaitCallout(token: u32, callout: Context): void {
  callouts.set(token, new PendingCallout(current, callout));
}

export function onContextCreate(id: u32, parent: u32): void {
  current = id;
  if (parent == 0) {
    addContext(id, createRoot());
  } else {
    const root = contexts.get(parent);
    if (root !== null) addContext(id, root.createStream());
  }
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
  let accepted = false;
  if (TRACKS_CONTEXTS) {
    const root = enter(id);
    accepted = root !== null && root.whenConfigured(size);
  } else {
    const root = createRoot();
    if (root !== null) shared = root.createStream();
    accepted = shared !== null;
  }
  finish();
  return accepted;
}

export function onTick(id: u32): void {
  const root = enter(id);
  if (root !== null) root.whenTicked();
  finish();
}

export function onRequestHeaders(id: u32, count: u32, endOfStream: bool): i32 {
  const stream = enterStream(id);
  return stream === null
    ? leave()
    : leaveStream(stream, StreamType.HttpRequest, stream.whenRequestHeaders(count, endOfStream));
}

export function onRequestBody(id: u32, size: u32, endOfStream: bool): i32 {
  const stream = enterStream(id);
  return stream === null
    ? leave()
    : leaveStream(stream, StreamType.HttpRequest, stream.whenRequestBody(size, endOfStream));
}

export function onRequestTrailers(id: u32, count: u32): i32 {
  const stream = enterStream(id);
  return stream === null ? leave() : leaveStream(stream, StreamType.HttpRequest, stream.whenRequestTrailers(count));
}

export function onResponseHeaders(id: u32, count: u32, endOfStream: bool): i32 {
  const stream = enterStream(id);
  return stream === null
    ? leave()
    : leaveStream(stream, StreamType.HttpResponse, stream.whenResponseHeaders(count, endOfStream));
}

export function onResponseBody(id: u32, size: u32, endOfStream: bool): i32 {
  const stream = enterStream(id);
  return stream === null
    ? leave()
    : leaveStream(stream, StreamType.HttpResponse, stream.whenResponseBody(size, endOfStream));
}

export function onResponseTrailers(id: u32, count: u32): i32 {
  const stream = enterStream(id);
  return stream === null ? leave() : leaveStream(stream, StreamType.HttpResponse, stream.whenResponseTrailers(count));
}

/** The host answers to the plugin, by the token of the callout. */
export function onHttpCallResponse(token: u32, headers: u32, bodySize: u32, trailers: u32): void {
  const pending = callouts.get(token);
  callouts.delete(token);
  if (pending !== null) pending.whenAnswered(headers, bodySize, trailers);
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
  contexts.delete(id);
  finish();
}

/** Ends a callback: nothing of it is on the stack any more, so both what the host handed over and what was garbage can go. */
function finish(): void {
  isLive = false;
  isAnswering = false;
  isReplied = false;
  reset();
  collectGarbage();
}

// @ts-ignore: decorator
@inline
function enter(id: u32): Context | null {
  current = id;
  return TRACKS_CONTEXTS ? contexts.get(id) : shared;
}

// @ts-ignore: decorator
@inline
function enterStream(id: u32): Context | null {
  const stream = enter(id);
  isLive = true;
  return stream;
}

function leave(): i32 {
  finish();
  return 0;
}

function leaveStream(stream: Context, direction: StreamType, action: i32): i32 {
  if (TRACKS_CONTEXTS) stream.setPause(direction, action != 0 && !isReplied);
  finish();
  return action;
}

function addContext(id: u32, context: Context | null): void {
  if (context === null) return;
  contexts.set(id, context);
}

/** The plugin of the root id that the host configured; where the module has but one, an empty root id means that one. */
function createRoot(): Context | null {
  getProperty("plugin_root_id");
  const rootId = resultBytes();
  let entry = registrations;
  if (rootId.byteLength == 0 && entry !== null && entry.next === null) return entry.createRoot();
  while (entry !== null) {
    if (rootId.equals(entry.rootId)) return entry.createRoot();
    entry = entry.next;
  }
  log(LogLevel.Error, UNKNOWN_ROOT_ID);
  return null;
}
