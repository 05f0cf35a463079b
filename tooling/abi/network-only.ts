import type { WasmModule } from "../wasm/index.js";

const HTTP = /^proxy_on_(?:request|response)_/;
const NETWORK = /^proxy_on_(?:new_connection|(?:downstream|upstream)_(?:data|connection_close))$/;

/** Whether a module has callbacks for TCP connections and none for HTTP: as an HTTP filter Envoy would never call it. */
export function isNetworkOnly({ exports }: WasmModule): boolean {
  return exports.some(({ name }) => NETWORK.test(name)) && !exports.some(({ name }) => HTTP.test(name));
}
