/**
 * What `@solo-io/proxy-runtime/proxy` exports, by name: a program re-exports it to hand the callbacks to Envoy. The build does that
 * itself, and what a source of the program re-exports adds nothing to the module.
 */
import { proxy_on_grpc_receive_trailing_metadata } from "../exports";

export * from "../exports";

/** The name that the old package gave to `proxy_on_grpc_receive_trailing_metadata`, by which no host calls it. */
export function proxy_on_grpc_trailing_metadata(context_id: u32, token: u32, trailers: u32): void {
  proxy_on_grpc_receive_trailing_metadata(context_id, token, trailers);
}

/** Envoy never asks. */
export function proxy_validate_configuration(root_context_id: u32, configuration_size: u32): u32 {
  return 1;
}

/** Nothing: what `malloc` gives lives until the callback returns. */
export function free(address: usize): void {}
