/**
 * The host functions of proxy-wasm ABI 0.2.1, letter by letter: module `env`, 32-bit addresses, status results; and what of WASI
 * a filter needs. They are called from `hostcalls/`, and from `abort.ts`, which may not allocate. A declaration costs nothing until
 * it is called: only then does it become an import, and with it a capability that the module asks of its host.
 */

@external("env", "proxy_log")
export declare function proxy_log(level: i32, message: usize, messageSize: usize): i32;


@external("env", "proxy_get_log_level")
export declare function proxy_get_log_level(level: usize): i32;


@external("env", "proxy_get_status")
export declare function proxy_get_status(code: usize, message: usize, messageSize: usize): i32;


@external("env", "proxy_get_property")
export declare function proxy_get_property(path: usize, pathSize: usize, value: usize, valueSize: usize): i32;


@external("env", "proxy_set_property")
export declare function proxy_set_property(path: usize, pathSize: usize, value: usize, valueSize: usize): i32;


@external("env", "proxy_send_local_response")
export declare function proxy_send_local_response(
  statusCode: u32,
  details: usize,
  detailsSize: usize,
  body: usize,
  bodySize: usize,
  headers: usize,
  headersSize: usize,
  grpcStatus: i32,
): i32;


@external("env", "proxy_get_header_map_value")
export declare function proxy_get_header_map_value(
  map: i32,
  name: usize,
  nameSize: usize,
  value: usize,
  valueSize: usize,
): i32;


@external("env", "proxy_add_header_map_value")
export declare function proxy_add_header_map_value(
  map: i32,
  name: usize,
  nameSize: usize,
  value: usize,
  valueSize: usize,
): i32;


@external("env", "proxy_replace_header_map_value")
export declare function proxy_replace_header_map_value(
  map: i32,
  name: usize,
  nameSize: usize,
  value: usize,
  valueSize: usize,
): i32;


@external("env", "proxy_remove_header_map_value")
export declare function proxy_remove_header_map_value(map: i32, name: usize, nameSize: usize): i32;


@external("env", "proxy_get_header_map_pairs")
export declare function proxy_get_header_map_pairs(map: i32, pairs: usize, pairsSize: usize): i32;


@external("env", "proxy_set_header_map_pairs")
export declare function proxy_set_header_map_pairs(map: i32, pairs: usize, pairsSize: usize): i32;


@external("env", "proxy_get_header_map_size")
export declare function proxy_get_header_map_size(map: i32, size: usize): i32;


@external("env", "proxy_get_buffer_bytes")
export declare function proxy_get_buffer_bytes(
  buffer: i32,
  start: u32,
  length: u32,
  bytes: usize,
  bytesSize: usize,
): i32;


@external("env", "proxy_get_buffer_status")
export declare function proxy_get_buffer_status(buffer: i32, length: usize, flags: usize): i32;


@external("env", "proxy_set_buffer_bytes")
export declare function proxy_set_buffer_bytes(
  buffer: i32,
  start: u32,
  length: u32,
  bytes: usize,
  bytesSize: usize,
): i32;


@external("env", "proxy_http_call")
export declare function proxy_http_call(
  upstream: usize,
  upstreamSize: usize,
  headers: usize,
  headersSize: usize,
  body: usize,
  bodySize: usize,
  trailers: usize,
  trailersSize: usize,
  timeoutMs: u32,
  token: usize,
): i32;


@external("env", "proxy_grpc_call")
export declare function proxy_grpc_call(
  grpcService: usize,
  grpcServiceSize: usize,
  service: usize,
  serviceSize: usize,
  method: usize,
  methodSize: usize,
  initialMetadata: usize,
  initialMetadataSize: usize,
  message: usize,
  messageSize: usize,
  timeoutMs: u32,
  token: usize,
): i32;


@external("env", "proxy_grpc_stream")
export declare function proxy_grpc_stream(
  grpcService: usize,
  grpcServiceSize: usize,
  service: usize,
  serviceSize: usize,
  method: usize,
  methodSize: usize,
  initialMetadata: usize,
  initialMetadataSize: usize,
  token: usize,
): i32;


@external("env", "proxy_grpc_send")
export declare function proxy_grpc_send(token: u32, message: usize, messageSize: usize, endOfStream: i32): i32;


@external("env", "proxy_grpc_cancel")
export declare function proxy_grpc_cancel(token: u32): i32;


@external("env", "proxy_grpc_close")
export declare function proxy_grpc_close(token: u32): i32;


@external("env", "proxy_get_shared_data")
export declare function proxy_get_shared_data(
  key: usize,
  keySize: usize,
  value: usize,
  valueSize: usize,
  cas: usize,
): i32;


@external("env", "proxy_set_shared_data")
export declare function proxy_set_shared_data(
  key: usize,
  keySize: usize,
  value: usize,
  valueSize: usize,
  cas: u32,
): i32;


@external("env", "proxy_register_shared_queue")
export declare function proxy_register_shared_queue(name: usize, nameSize: usize, token: usize): i32;


@external("env", "proxy_resolve_shared_queue")
export declare function proxy_resolve_shared_queue(
  vmId: usize,
  vmIdSize: usize,
  name: usize,
  nameSize: usize,
  token: usize,
): i32;


@external("env", "proxy_enqueue_shared_queue")
export declare function proxy_enqueue_shared_queue(token: u32, data: usize, dataSize: usize): i32;


@external("env", "proxy_dequeue_shared_queue")
export declare function proxy_dequeue_shared_queue(token: u32, data: usize, dataSize: usize): i32;


@external("env", "proxy_define_metric")
export declare function proxy_define_metric(type: i32, name: usize, nameSize: usize, metric: usize): i32;


@external("env", "proxy_increment_metric")
export declare function proxy_increment_metric(metric: u32, offset: i64): i32;


@external("env", "proxy_record_metric")
export declare function proxy_record_metric(metric: u32, value: u64): i32;


@external("env", "proxy_get_metric")
export declare function proxy_get_metric(metric: u32, value: usize): i32;


@external("env", "proxy_set_tick_period_milliseconds")
export declare function proxy_set_tick_period_milliseconds(periodMs: u32): i32;


@external("env", "proxy_get_current_time_nanoseconds")
export declare function proxy_get_current_time_nanoseconds(time: usize): i32;


@external("env", "proxy_set_effective_context")
export declare function proxy_set_effective_context(context: u32): i32;


@external("env", "proxy_done")
export declare function proxy_done(): i32;


@external("env", "proxy_continue_stream")
export declare function proxy_continue_stream(stream: i32): i32;


@external("env", "proxy_close_stream")
export declare function proxy_close_stream(stream: i32): i32;


@external("env", "proxy_call_foreign_function")
export declare function proxy_call_foreign_function(
  name: usize,
  nameSize: usize,
  argument: usize,
  argumentSize: usize,
  result: usize,
  resultSize: usize,
): i32;


@external("wasi_snapshot_preview1", "environ_sizes_get")
export declare function environ_sizes_get(count: usize, size: usize): i32;


@external("wasi_snapshot_preview1", "environ_get")
export declare function environ_get(pointers: usize, texts: usize): i32;


@external("wasi_snapshot_preview1", "random_get")
export declare function random_get(bytes: usize, bytesSize: usize): i32;
