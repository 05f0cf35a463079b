import type { WasmModule } from "../wasm/index.js";

const HTTP = /^proxy_on_(?:request|response)_/;
const NETWORK = /^proxy_on_(?:new_connection|(?:downstream|upstream)_(?:data|connection_close))$/;

/** What a callback is told of: HTTP streams, TCP connections; null for what is neither's alone. */
export function protocolOf(callback: string): "http" | "network" | null {
  if (HTTP.test(callback)) return "http";
  return NETWORK.test(callback) ? "network" : null;
}

/** Whether a module has callbacks for TCP connections and none for HTTP: as an HTTP filter Envoy would never call it. */
export function isNetworkOnly({ exports }: WasmModule): boolean {
  const protocols = new Set(exports.map(({ name }) => protocolOf(name)));
  return protocols.has("network") && !protocols.has("http");
}
