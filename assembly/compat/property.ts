import { getProperty, setProperty } from "../hostcalls/property";
import { resultBuffer } from "./array-buffer";
import { WasmResultValues } from "./enums";

/** The property at `path`, whose segments are joined by NUL: `request\0path`. Empty when Envoy does not know it. */
export function get_property(path: string): ArrayBuffer {
  getProperty(path);
  return resultBuffer();
}

/** Keeps a value with the stream, as filter state `wasm.` and `path`. */
export function set_property(path: string, data: ArrayBuffer): WasmResultValues {
  return setProperty(path, changetype<usize>(data), data.byteLength);
}
