import { Context as AbiContext } from "../contexts";
import { LiveContext, liveContexts } from "../live-context";
import { BaseContext } from "./base-context";
import { Context } from "./context";
import { RootContext } from "./root-context";

/**
 * The contexts that Envoy knows, by their numbers. A number that it does not know finds a context of no use, never a trap: nothing is
 * called on it, and it can't be made effective.
 */
export function getBaseContext(context_id: u32): BaseContext {
  const context = find(context_id);
  return context instanceof BaseContext ? <BaseContext>context : new Context(context_id, new RootContext(0));
}

/** See `getBaseContext`. */
export function getContext(context_id: u32): Context {
  const context = find(context_id);
  return context instanceof Context ? <Context>context : new Context(context_id, new RootContext(0));
}

/** See `getBaseContext`. */
export function getRootContext(context_id: u32): RootContext {
  const context = find(context_id);
  return context instanceof RootContext ? <RootContext>context : new RootContext(context_id);
}

/** The root context with this number. Envoy itself makes it, before anything is called on it: see `getRootContext`. */
export function ensureRootContext(root_context_id: u32): RootContext {
  return getRootContext(root_context_id);
}

/** Makes the context of a stream if it is not there. Envoy does so itself, before anything is called on it. */
export function ensureContext(context_id: u32, root_context_id: u32): void {
  if (find(context_id) !== null) return;
  const context = getRootContext(root_context_id).createContext(context_id);
  liveContexts.set(context_id, new LiveContext(context_id, context));
}

/** Forgets a context: nothing is called on it any more, and nobody waits for its HTTP calls. */
export function deleteContext(context_id: u32): void {
  const live = liveContexts.get(context_id);
  if (live === null) return;
  live.end();
  liveContexts.delete(context_id);
}

function find(context_id: u32): AbiContext | null {
  const live = liveContexts.get(context_id);
  return live === null ? null : live.context;
}
