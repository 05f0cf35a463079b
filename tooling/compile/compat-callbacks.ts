import type { Program } from "assemblyscript";

const CONTEXT = "compat/context/Context";
const ROOT_CONTEXT = "compat/root-context/RootContext";

/** What every root context of `@solo-io/proxy-runtime` extends. */
export const COMPAT_ROOT = ROOT_CONTEXT;

/** What this package puts into every program: its own sources, and the old package's. */
const OURS = /^~lib\/(sluice|@solo-io\/proxy-runtime)\b/;

/** Callbacks that a module exports for classes written for `@solo-io/proxy-runtime`; see `OVERRIDES`. */
export const COMPAT_OVERRIDES: Readonly<Record<string, readonly string[]>> = {
  proxy_on_vm_start: [`${ROOT_CONTEXT}#onStart`],
  proxy_on_tick: [`${ROOT_CONTEXT}#onTick`],
  proxy_on_queue_ready: [`${ROOT_CONTEXT}#onQueueReady`],
  proxy_on_request_headers: [`${CONTEXT}#onRequestHeaders`],
  proxy_on_request_body: [`${CONTEXT}#onRequestBody`],
  proxy_on_request_trailers: [`${CONTEXT}#onRequestTrailers`],
  proxy_on_request_metadata: [`${CONTEXT}#onRequestMetadata`],
  proxy_on_response_headers: [`${CONTEXT}#onResponseHeaders`],
  proxy_on_response_body: [`${CONTEXT}#onResponseBody`],
  proxy_on_response_trailers: [`${CONTEXT}#onResponseTrailers`],
  proxy_on_response_metadata: [`${CONTEXT}#onResponseMetadata`],
  proxy_on_new_connection: [`${CONTEXT}#onNewConnection`],
  proxy_on_downstream_data: [`${CONTEXT}#onDownstreamData`],
  proxy_on_upstream_data: [`${CONTEXT}#onUpstreamData`],
  proxy_on_downstream_connection_close: [`${CONTEXT}#onDownstreamConnectionClose`],
  proxy_on_upstream_connection_close: [`${CONTEXT}#onUpstreamConnectionClose`],
  proxy_on_grpc_receive_initial_metadata: [`${ROOT_CONTEXT}#on_grpc_receive_initial_metadata`],
  proxy_on_grpc_receive_trailing_metadata: [`${ROOT_CONTEXT}#on_grpc_trailing_metadata`],
  proxy_on_grpc_receive: [`${ROOT_CONTEXT}#on_grpc_receive`],
  proxy_on_grpc_close: [`${ROOT_CONTEXT}#on_grpc_close`],
  proxy_on_done: [`${CONTEXT}#onDone`, `${ROOT_CONTEXT}#onDone`],
  proxy_on_log: [`${CONTEXT}#onLog`, `${ROOT_CONTEXT}#onLog`],
};

/** Whether a source outside of this package names `httpCall`: its answers come to a function, and no override tells of it. */
export function makesHttpCalls(program: Program): boolean {
  return isNamed(program, /httpCall/);
}

/** Whether a source outside of this package speaks of other streams than that of the running callback. */
export function makesStreamsEffective(program: Program): boolean {
  return isNamed(program, /setEffectiveContext|proxy_set_effective_context/);
}

function isNamed(program: Program, name: RegExp): boolean {
  return program.sources.some(({ internalPath, text }) => !OURS.test(internalPath) && name.test(text));
}
