/**
 * The callbacks of proxy-wasm ABI 0.2.1, letter by letter. The build exports those that a module needs and no other:
 * a callback that is not exported costs the host nothing.
 */
import * as callout from "./dispatcher/callout";
import * as http from "./dispatcher/http";
import * as lifecycle from "./dispatcher/lifecycle";
import * as network from "./dispatcher/network";
import { allocate } from "./memory";

/** Tells the host which ABI this module speaks. */
export function proxy_abi_version_0_2_1(): void {}

/** Where the host puts what it hands over. Envoy asks for `malloc`, the specification for the other name. */
export function malloc(size: usize): usize {
  return allocate(size);
}

export function proxy_on_memory_allocate(size: usize): usize {
  return allocate(size);
}

export function proxy_on_context_create(id: u32, parent: u32): void {
  lifecycle.onContextCreate(id, parent);
}

export function proxy_on_vm_start(id: u32, size: u32): i32 {
  return i32(lifecycle.onVmStart(id, size));
}

export function proxy_on_configure(id: u32, size: u32): i32 {
  return i32(lifecycle.onConfigure(id, size));
}

export function proxy_on_tick(id: u32): void {
  lifecycle.onTick(id);
}

export function proxy_on_queue_ready(id: u32, queue: u32): void {
  lifecycle.onQueueReady(id, queue);
}

export function proxy_on_foreign_function(id: u32, functionId: u32, size: u32): void {
  lifecycle.onForeignFunction(id, functionId, size);
}

export function proxy_on_request_headers(id: u32, count: u32, endOfStream: i32): i32 {
  return http.onRequestHeaders(id, count, endOfStream != 0);
}

export function proxy_on_request_body(id: u32, size: u32, endOfStream: i32): i32 {
  return http.onRequestBody(id, size, endOfStream != 0);
}

export function proxy_on_request_trailers(id: u32, count: u32): i32 {
  return http.onRequestTrailers(id, count);
}

/** Envoy goes on whatever this returns. */
export function proxy_on_request_metadata(id: u32, count: u32): i32 {
  return http.onRequestMetadata(id, count);
}

export function proxy_on_response_headers(id: u32, count: u32, endOfStream: i32): i32 {
  return http.onResponseHeaders(id, count, endOfStream != 0);
}

export function proxy_on_response_body(id: u32, size: u32, endOfStream: i32): i32 {
  return http.onResponseBody(id, size, endOfStream != 0);
}

export function proxy_on_response_trailers(id: u32, count: u32): i32 {
  return http.onResponseTrailers(id, count);
}

/** Envoy goes on whatever this returns. */
export function proxy_on_response_metadata(id: u32, count: u32): i32 {
  return http.onResponseMetadata(id, count);
}

export function proxy_on_new_connection(id: u32): i32 {
  return network.onNewConnection(id);
}

export function proxy_on_downstream_data(id: u32, size: u32, endOfStream: i32): i32 {
  return network.onDownstreamData(id, size, endOfStream != 0);
}

export function proxy_on_upstream_data(id: u32, size: u32, endOfStream: i32): i32 {
  return network.onUpstreamData(id, size, endOfStream != 0);
}

export function proxy_on_downstream_connection_close(id: u32, peer: u32): void {
  network.onDownstreamConnectionClose(id, peer);
}

export function proxy_on_upstream_connection_close(id: u32, peer: u32): void {
  network.onUpstreamConnectionClose(id, peer);
}

export function proxy_on_http_call_response(root: u32, token: u32, headers: u32, bodySize: u32, trailers: u32): void {
  callout.onHttpCallResponse(token, headers, bodySize, trailers);
}

export function proxy_on_grpc_receive_initial_metadata(root: u32, token: u32, count: u32): void {
  callout.onGrpcReceiveInitialMetadata(token, count);
}

export function proxy_on_grpc_receive(root: u32, token: u32, size: u32): void {
  callout.onGrpcReceive(token, size);
}

export function proxy_on_grpc_receive_trailing_metadata(root: u32, token: u32, count: u32): void {
  callout.onGrpcReceiveTrailingMetadata(token, count);
}

export function proxy_on_grpc_close(root: u32, token: u32, status: u32): void {
  callout.onGrpcClose(token, status);
}

export function proxy_on_done(id: u32): i32 {
  return i32(lifecycle.onDone(id));
}

export function proxy_on_log(id: u32): void {
  lifecycle.onLog(id);
}

export function proxy_on_delete(id: u32): void {
  lifecycle.onDelete(id);
}
