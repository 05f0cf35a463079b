/** What `@solo-io/proxy-runtime/assembly/runtime` exports: the index, and the layer below it. */
export * from "./index";

export { abort_proc_exit } from "./abort";
export { get_buffer_status } from "./buffer";
export { BufferFlagsValues, HeaderMapTypeValues, MetricTypeValues, PeerTypeValues, StreamTypeValues } from "./enums";
export { done } from "./flow";
export { clear_route_cache } from "./foreign-function";
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
export { deleteContext, ensureContext, ensureRootContext, getBaseContext, getContext, getRootContext } from "./live";
export { logLevel } from "./log";
export { define_metric, get_metric, increment_metric, record_metric } from "./metrics";
export { Reference } from "./reference";
export { get_status } from "./status";
