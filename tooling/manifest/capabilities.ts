import type { WasmModule } from "../wasm/index.js";

const WASI = "wasi_snapshot_preview1";

/**
 * The least that a module needs under Envoy's `capability_restriction_config`, which governs both directions: the host
 * functions a module may call, and the callbacks by which it may be called. Functions outside both ABIs are never
 * restricted, and the marker of the ABI version is not a callback.
 *
 * Source: `capabilityAllowed` in proxy-wasm-cpp-host `src/wasm.cc`, as Envoy 1.40 behaves.
 */
export function capabilitiesOf(module: WasmModule): string[] {
  const called = module.imports
    .filter(({ kind, module: from, name }) => kind === "function" && (from === WASI || name.startsWith("proxy_")))
    .map(({ name }) => name);
  const callbacks = module.exports
    .filter(({ kind, name }) => kind === "function" && /^proxy_(?!abi_version_)/.test(name))
    .map(({ name }) => name);
  return [...new Set([...called, ...callbacks])].sort();
}
