/** What `@solo-io/proxy-runtime` exports: programs written for it build unchanged. New ones import `sluice/sdk`. */

// Contexts, and how they are registered.
export { BaseContext } from "./base-context";
export { Context } from "./context";
export { RootContext } from "./root-context";
export { registerRootContext, setRootContext } from "./register";

// The numbers of the ABI.
export {
  BufferTypeValues,
  FilterDataStatusValues,
  FilterHeadersStatusValues,
  FilterMetadataStatusValues,
  FilterStatusValues,
  FilterTrailersStatusValues,
  GrpcStatusValues,
  LogLevelValues,
  WasmResultValues,
} from "./enums";

// The stream.
export { get_buffer_bytes, set_buffer_bytes } from "./buffer";
export { continue_request, continue_response, proxy_set_effective_context } from "./flow";
export { grpc_cancel, grpc_close, grpc_send } from "./grpc-call";
export { HeaderPair, Headers, makeHeaderPair } from "./header-pairs";
export { HttpCallback } from "./http-callback";
export { send_http_response, send_local_response } from "./local-reply";
export { get_property, set_property } from "./property";
export { stream_context } from "./stream-context";

// The plugin.
export { call_foreign_function } from "./foreign-function";
export { log } from "./log";
export { Counter, Gauge, Histogram } from "./metrics";
export { get_shared_data, GetSharedData, set_shared_data } from "./shared-data";
export {
  dequeue_shared_queue,
  enqueue_shared_queue,
  register_shared_queue,
  resolve_shared_queue,
} from "./shared-queue";
export { get_current_time_nanoseconds, set_tick_period_milliseconds } from "./timer";
