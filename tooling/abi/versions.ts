import { ABI_VERSION_MARKER } from "../../assembly/shared/abi-version.js";
import { CALLBACKS, HOST_FUNCTIONS, type Signature } from "./signatures.js";
import { type WasmModule } from "../wasm/index.js";

/** The version of proxy-wasm's ABI that this SDK's modules speak, and the only one that the in-process host runs. */
export const ABI_VERSION = "0.2.1";

/** The versions that Envoy runs. */
export type AbiVersion = "0.1.0" | "0.2.0" | typeof ABI_VERSION;

/** The marker exports that Envoy recognises. */
const MARKERS: Readonly<Record<string, AbiVersion>> = {
  proxy_abi_version_0_1_0: "0.1.0",
  proxy_abi_version_0_2_0: "0.2.0",
  [ABI_VERSION_MARKER]: ABI_VERSION,
};

/** What Envoy links and calls for one version of the ABI. */
export interface AbiSignatures {
  readonly hostFunctions: Readonly<Record<string, Signature>>;
  readonly callbacks: Readonly<Record<string, Signature>>;
}

const STATUS: readonly ["i32"] = ["i32"];

/** Host functions that came after a version, and are a missing import for its modules (seen on Envoy 1.40). */
const LATER_FUNCTIONS: Readonly<Record<AbiVersion, readonly string[]>> = {
  "0.1.0": ["env.proxy_get_log_level", "env.proxy_continue_stream", "env.proxy_close_stream"],
  "0.2.0": ["env.proxy_get_log_level"],
  [ABI_VERSION]: [],
};

/** Host functions that only ABI 0.1.0 has, by import name. */
export const FUNCTIONS_OF_0_1_0: Readonly<Record<string, Signature>> = {
  "env.proxy_get_configuration": { params: ["i32", "i32"], results: STATUS },
  "env.proxy_continue_request": { params: [], results: STATUS },
  "env.proxy_continue_response": { params: [], results: STATUS },
  "env.proxy_clear_route_cache": { params: [], results: STATUS },
};

/** In ABI 0.1.0 the headers callbacks were not told about the end of the stream. */
const CALLBACKS_OF_0_1_0: Readonly<Record<string, Signature>> = {
  proxy_on_request_headers: { params: ["i32", "i32"], results: STATUS },
  proxy_on_response_headers: { params: ["i32", "i32"], results: STATUS },
};

/** The ABI versions whose marker functions a module exports, in export order. Envoy takes the first. */
export function findAbiVersions(module: WasmModule): AbiVersion[] {
  return module.exports
    .filter((entry) => entry.kind === "function")
    .map((entry) => (Object.hasOwn(MARKERS, entry.name) ? MARKERS[entry.name] : undefined))
    .filter((version) => version !== undefined);
}

/** The tables of a version: those of 0.2.1, the differences applied. */
export function signaturesOf(version: AbiVersion): AbiSignatures {
  const isFirst = version === "0.1.0";
  const later = LATER_FUNCTIONS[version];
  const known = Object.entries(HOST_FUNCTIONS).filter(([name]) => !later.includes(name));
  const callbacks: Record<string, Signature> = { ...CALLBACKS, ...(isFirst ? CALLBACKS_OF_0_1_0 : {}) };
  if (isFirst) delete callbacks["proxy_on_foreign_function"];
  return { hostFunctions: { ...Object.fromEntries(known), ...(isFirst ? FUNCTIONS_OF_0_1_0 : {}) }, callbacks };
}
