/**
 * What `@solo-io/proxy-runtime/assembly/runtime` exports: the index, and the layer below it. Name by name, since a namespace import of
 * a file does not find what that file exports with a star.
 */
export { abort_proc_exit } from "./abort";
export { BaseContext } from "./base-context";
export { get_buffer_bytes, get_buffer_status, set_buffer_bytes } from "./buffer";
export { Context } from "./context";
export {
  BufferFlagsValues,
  BufferTypeValues,
  FilterDataStatusValues,
  FilterHeadersStatusValues,
  FilterMetadataStatusValues,
  FilterStatusValues,
  FilterTrailersStatusValues,
  GrpcStatusValues,
  HeaderMapTypeValues,
  LogLevelValues,
  MetricTypeValues,
  PeerTypeValues,
  StreamTypeValues,
  WasmResultValues,
} from "./enums";
export { continue_request, continue_response, done, proxy_set_effective_context } from "./flow";
export { call_foreign_function, clear_route_cache } from "./foreign-function";
export { grpc_cancel, grpc_close, grpc_send } from "./grpc-call";
export {
  add_header_map_value,
  add_header_map_value_string,
  get_header_map_size,
  get_header_map_value,
  remove_header_map_value,
  remove_header_map_value_string,
  replace_header_map_value,
  replace_header_map_value_string,
} from "./header-map";
export { HeaderPair, Headers, makeHeaderPair } from "./header-pairs";
export { HttpCallback } from "./http-callback";
export { deleteContext, ensureContext, ensureRootContext, getBaseContext, getContext, getRootContext } from "./live";
export { send_http_response, send_local_response } from "./local-reply";
export { log, logLevel } from "./log";
export { Counter, define_metric, Gauge, get_metric, Histogram, increment_metric, record_metric } from "./metrics";
export { get_property, set_property } from "./property";
export { Reference } from "./reference";
export { registerRootContext, setRootContext } from "./register";
export { RootContext } from "./root-context";
export { get_shared_data, GetSharedData, set_shared_data } from "./shared-data";
export {
  dequeue_shared_queue,
  enqueue_shared_queue,
  register_shared_queue,
  resolve_shared_queue,
} from "./shared-queue";
export { get_status } from "./status";
export { stream_context } from "./stream-context";
export { get_current_time_nanoseconds, set_tick_period_milliseconds } from "./timer";
