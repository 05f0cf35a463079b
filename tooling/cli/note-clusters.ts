import { readModule } from "../wasm/index.js";

/** The host functions by which a module calls other services. */
const CALLS: ReadonlySet<string> = new Set(["proxy_http_call", "proxy_grpc_call", "proxy_grpc_stream"]);

/**
 * What the user of a gateway without clusters should know of a module that may call some: neither engine says a word when it does. Null
 * where there is nothing to say.
 */
export function noteClusters(module: Uint8Array, clusters: Readonly<Record<string, string>> = {}): string | null {
  const calls = readModule(module).imports.some(({ kind, name }) => kind === "function" && CALLS.has(name));
  if (!calls || Object.keys(clusters).length > 0) return null;
  return (
    "note: this filter can call other services and knows none, so each call fails at once: " +
    "for every cluster that it names add --cluster NAME=http://HOST:PORT (for gRPC grpc://HOST:PORT)"
  );
}
