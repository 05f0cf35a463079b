import { BufferType, Status } from "../shared/abi";
import { clearResult, RESULT_NUMBER, RESULT_SIZE, RESULT_START } from "../memory";
import { proxy_get_buffer_bytes, proxy_get_buffer_status, proxy_set_buffer_bytes } from "../imports";

/** Fetches `length` bytes from `start` into the result; the host clamps both to what the buffer has. */
export function getBufferBytes(buffer: BufferType, start: u32, length: u32): Status {
  clearResult();
  return proxy_get_buffer_bytes(buffer, start, length, RESULT_START, RESULT_SIZE);
}

/** Number of bytes in the buffer, 0 when it is not there. */
export function getBufferLength(buffer: BufferType): u32 {
  store<u64>(RESULT_NUMBER, 0);
  proxy_get_buffer_status(buffer, RESULT_NUMBER, RESULT_NUMBER + 4);
  return load<u32>(RESULT_NUMBER);
}

/**
 * Writes into the buffer. Envoy knows three places: `start` 0 takes `length` bytes off the front and puts the new ones there;
 * a `start` at or past the end appends; anything between is `BadArgument`.
 */
export function setBufferBytes(buffer: BufferType, start: u32, length: u32, bytes: usize, bytesSize: usize): Status {
  return proxy_set_buffer_bytes(buffer, start, length, bytes, bytesSize);
}
