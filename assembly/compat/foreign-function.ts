import { callForeignFunction } from "../hostcalls/foreign-function";
import { textSize, writeText } from "../text";
import { resultBuffer } from "./array-buffer";
import { WasmResultValues } from "./enums";
import { logFailure } from "./log";

/** Calls a function that the host offers beside the ABI. Empty, and logged, when it fails or there is no such one. */
export function call_foreign_function(function_name: string, argument: string): ArrayBuffer {
  const start = writeText(argument);
  const size = textSize();
  logFailure("call_foreign_function", callForeignFunction(function_name, start, size));
  return resultBuffer();
}

/** Makes Envoy choose the route anew, after a change to what routes go by. */
export function clear_route_cache(): WasmResultValues {
  return callForeignFunction("clear_route_cache", 0, 0);
}
