import { getBufferBytes, setBufferBytes } from "../hostcalls/buffer";
import { proxy_get_buffer_status } from "../imports";
import { RESULT_NUMBER } from "../memory";
import { resultBuffer } from "./array-buffer";
import { BufferTypeValues, WasmResultValues } from "./enums";

/** A copy of `length` bytes from `start`, clamped to what is there; empty when there is no such buffer. */
export function get_buffer_bytes(typ: BufferTypeValues, start: u32, length: u32): ArrayBuffer {
  getBufferBytes(typ, start, length);
  return resultBuffer();
}

/**
 * Writes into a buffer. Envoy knows three places: `start` 0 takes `length` bytes off the front and puts the new ones there; a `start`
 * at or past the end appends; anything between is `BadArgument`. Whoever changes a body's size removes `content-length` while the
 * headers can still be changed.
 */
export function set_buffer_bytes(typ: BufferTypeValues, start: u32, length: u32, value: ArrayBuffer): WasmResultValues {
  return setBufferBytes(typ, start, length, changetype<usize>(value), value.byteLength);
}

class BufferStatusResult {
  result: WasmResultValues = WasmResultValues.Ok;
  length: usize = 0;
  flags: u32 = 0;
}

/** How many bytes a buffer has, and its flags: `BufferFlagsValues`. */
export function get_buffer_status(typ: BufferTypeValues): BufferStatusResult {
  const status = new BufferStatusResult();
  store<u64>(RESULT_NUMBER, 0);
  status.result = proxy_get_buffer_status(typ, RESULT_NUMBER, RESULT_NUMBER + 4);
  if (status.result == WasmResultValues.Ok) {
    status.length = load<u32>(RESULT_NUMBER);
    status.flags = load<u32>(RESULT_NUMBER, 4);
  }
  return status;
}
