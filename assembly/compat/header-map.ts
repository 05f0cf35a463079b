import { Status } from "../shared/abi";
import { isField } from "../field-value";
import {
  addHeaderMapField,
  addHeaderMapValue,
  getHeaderMapPairs,
  getHeaderMapSize,
  getHeaderMapValue,
  removeHeaderMapField,
  removeHeaderMapValue,
  replaceHeaderMapField,
  replaceHeaderMapValue,
  setHeaderMapPairs,
} from "../hostcalls/headers";
import { proxy_get_header_map_value } from "../imports";
import { clearResult, resultSize, resultStart, RESULT_SIZE, RESULT_START } from "../memory";
import { readText, textSize, writeText } from "../text";
import { resultBuffer } from "./array-buffer";
import { HeaderMapTypeValues, WasmResultValues } from "./enums";
import { Headers, headersSize, readHeaders, writeHeaders } from "./header-pairs";
import { logFailure } from "./log";

/** Adds a value beside those that the name has. `BadArgument` for what is no field, and where the map can't be changed any more. */
export function add_header_map_value(typ: HeaderMapTypeValues, key: ArrayBuffer, value: ArrayBuffer): WasmResultValues {
  const keyStart = changetype<usize>(key);
  const valueStart = changetype<usize>(value);
  if (!isField(keyStart, key.byteLength, valueStart, value.byteLength)) return WasmResultValues.BadArgument;
  return addHeaderMapField(typ, keyStart, key.byteLength, valueStart, value.byteLength);
}

/** See `add_header_map_value`. */
export function add_header_map_value_string(typ: HeaderMapTypeValues, key: string, value: string): WasmResultValues {
  const start = writeText(value);
  return addHeaderMapValue(typ, key, start, textSize());
}

/** The first value of a name; empty when there is none. */
export function get_header_map_value(typ: HeaderMapTypeValues, key: ArrayBuffer): ArrayBuffer {
  clearResult();
  proxy_get_header_map_value(typ, changetype<usize>(key), key.byteLength, RESULT_START, RESULT_SIZE);
  return resultBuffer();
}

/** The first value of a name as text, where what is no UTF-8 becomes U+FFFD; empty when there is none. */
export function get_header_map_value_string(typ: HeaderMapTypeValues, key: string): string {
  return getHeaderMapValue(typ, key) == Status.Ok ? readText(resultStart(), resultSize()) : "";
}

/** Puts one value in the place of all that the name has. What the host refuses is logged. */
export function replace_header_map_value(typ: HeaderMapTypeValues, key: ArrayBuffer, value: ArrayBuffer): void {
  const keyStart = changetype<usize>(key);
  const valueStart = changetype<usize>(value);
  if (!isField(keyStart, key.byteLength, valueStart, value.byteLength)) {
    logFailure("replace_header_map_value", Status.BadArgument);
    return;
  }
  const status = replaceHeaderMapField(typ, keyStart, key.byteLength, valueStart, value.byteLength);
  logFailure("replace_header_map_value", status);
}

/** See `replace_header_map_value`. */
export function replace_header_map_value_string(typ: HeaderMapTypeValues, key: string, value: string): void {
  const start = writeText(value);
  logFailure("replace_header_map_value", replaceHeaderMapValue(typ, key, start, textSize()));
}

/** Removes every value of a name. What the host refuses is logged. */
export function remove_header_map_value(typ: HeaderMapTypeValues, key: ArrayBuffer): void {
  const status = removeHeaderMapField(typ, changetype<usize>(key), key.byteLength);
  logFailure("remove_header_map_value", status);
}

/** See `remove_header_map_value`. */
export function remove_header_map_value_string(typ: HeaderMapTypeValues, key: string): void {
  logFailure("remove_header_map_value", removeHeaderMapValue(typ, key));
}

/** Every field of a map, in the host's order; empty when the map is not there. */
export function get_header_map_pairs(typ: HeaderMapTypeValues): Headers {
  return readHeaders(getHeaderMapPairs(typ));
}

/** Puts these fields in the place of the whole map. What the host refuses is logged. */
export function set_header_map_pairs(typ: HeaderMapTypeValues, headers: Headers): void {
  const start = writeHeaders(headers);
  const status = start == 0 ? Status.BadArgument : setHeaderMapPairs(typ, start, headersSize());
  logFailure("set_header_map_pairs", status);
}

/** Bytes of all names and values of a map together; 0 when it is not there. */
export function get_header_map_size(typ: HeaderMapTypeValues): usize {
  return getHeaderMapSize(typ);
}
