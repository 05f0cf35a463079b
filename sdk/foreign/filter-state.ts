import { Status } from "../../assembly/shared/abi";
import { ProtobufWriter } from "../protobuf/writer";
import { callForeignFunction } from "./call";

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
 */
export function setEnvoyFilterState(key: string, value: string, span: LifeSpan = LifeSpan.FilterChain): Status {
  const argument = new ProtobufWriter().string(1, key).string(2, value).integer(3, span);
  return callForeignFunction<Uint8Array>("set_envoy_filter_state", argument.finish()).status;
}
