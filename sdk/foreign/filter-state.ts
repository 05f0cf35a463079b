import { Status } from "../../assembly/shared/abi";
import { NOWHERE, textSize, writeText } from "../../assembly/text";
import { addBytes, addNumber, callWithArgument, openArgument } from "./argument";

/** How long a value of the filter state lives. */
export enum LifeSpan {
  /** As long as the stream's filter chain. */
  FilterChain = 0,
  /** As long as the request. */
  DownstreamRequest = 1,
  /** As long as the client's connection. */
  DownstreamConnection = 2,
}

/**
 * Sets the filter state `key`, which Envoy's other filters know, as `envoy.network.upstream_server_name`: Envoy must have a factory for that
 * key. (`setProperty` keeps a value under `wasm.` and its path instead.)
 *
 * `Status.NotFound` for a key without a factory, and outside of a stream; `BadArgument` for a value that the factory does not take;
 * `InvalidMemoryAccess` when memory can't hold the two. In the callbacks of a stream, and of callouts for it. (Foreign function:
 * `set_envoy_filter_state`.)
 */
export function setEnvoyFilterState(key: string, value: string, span: LifeSpan = LifeSpan.FilterChain): Status {
  const path = writeText(key);
  const pathSize = textSize();
  const text = writeText(value);
  const textLength = textSize();
  if (path == NOWHERE || text == NOWHERE || !openArgument(pathSize + textLength)) return Status.InvalidMemoryAccess;
  addBytes(1, path, pathSize);
  addBytes(2, text, textLength);
  addNumber(3, span);
  return callWithArgument("set_envoy_filter_state");
}
