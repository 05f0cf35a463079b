/**
 * The callbacks of proxy-wasm ABI 0.2.1, letter by letter. The build exports those that a module needs and no other:
 * a callback that is not exported costs the host nothing.
 */
import * as dispatcher from "./dispatcher";
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
  dispatcher.onContextCreate(id, parent);
}

export function proxy_on_vm_start(id: u32, size: u32): i32 {
  return i32(dispatcher.onVmStart(id, size));
}

export function proxy_on_configure(id: u32, size: u32): i32 {
  return i32(dispatcher.onConfigure(id, size));
}

export function proxy_on_tick(id: u32): void {
  dispatcher.onTick(id);
}

export function proxy_on_request_headers(id: u32, count: u32, endOfStream: i32): i32 {
  return dispatcher.onRequestHeaders(id, count, endOfStream != 0);
}

export function proxy_on_request_body(id: u32, size: u32, endOfStream: i32): i32 {
  return dispatcher.onRequestBody(id, size, endOfStream != 0);
}

export function proxy_on_request_trailers(id: u32, count: u32): i32 {
  return dispatcher.onRequestTrailers(id, count);
}

export function proxy_on_response_headers(id: u32, count: u32, endOfStream: i32): i32 {
  return dispatcher.onResponseHeaders(id, count, endOfStream != 0);
}

export function proxy_on_response_body(id: u32, size: u32, endOfStream: i32): i32 {
  return dispatcher.onResponseBody(id, size, endOfStream != 0);
}

export function proxy_on_response_trailers(id: u32, count: u32): i32 {
  return dispatcher.onResponseTrailers(id, count);
}

export function proxy_on_http_call_response(root: u32, token: u32, headers: u32, bodySize: u32, trailers: u32): void {
  dispatcher.onHttpCallResponse(token, headers, bodySize, trailers);
}

export function proxy_on_done(id: u32): i32 {
  return i32(dispatcher.onDone(id));
}

export function proxy_on_log(id: u32): void {
  dispatcher.onLog(id);
}

export function proxy_on_delete(id: u32): void {
  dispatcher.onDelete(id);
}
