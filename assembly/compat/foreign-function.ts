import { CLEAR_ROUTE_CACHE, clearRouteCache } from "../dispatcher/route-cache";
import { callForeignFunction } from "../hostcalls/foreign-function";
import { clearResult } from "../memory";
import { textSize, writeText } from "../text";
import { resultBuffer } from "./array-buffer";
import { WasmResultValues } from "./enums";
import { logFailure } from "./log";

/**
 * Calls a function that the host offers beside the ABI. Empty, and logged, when it fails or there is no such one; `clear_route_cache` also
 * fails where it does under its own name.
 */
export function call_foreign_function(function_name: string, argument: string): ArrayBuffer {
  clearResult();
  logFailure("call_foreign_function", call(function_name, argument));
  return resultBuffer();
}

/** Makes Envoy choose the route anew, after a change to what routes go by. `BadArgument` once the stream is over. */
export function clear_route_cache(): WasmResultValues {
  return clearRouteCache();
}

function call(name: string, argument: string): WasmResultValues {
  if (name == CLEAR_ROUTE_CACHE) return clearRouteCache();
  const start = writeText(argument);
  return callForeignFunction(name, start, textSize());
}
