import { Status } from "../../../assembly/shared/abi.js";
import type { ByteBuffer } from "./byte-buffer.js";

/** A buffer as the guest sees it through `proxy_get_buffer_bytes` and `proxy_set_buffer_bytes`. */
export interface GuestBuffer {
  readonly length: number;
  slice(start: number, size: number): Buffer;
  write(start: number, size: number, bytes: Buffer): Status;
}

/** Bytes that the guest can only read: configurations, callout bodies. */
export function readOnlyBuffer(bytes: Buffer): GuestBuffer {
  return {
    length: bytes.length,
    slice: (start, size) => bytes.subarray(start, start + size),
    write: () => Status.BadArgument,
  };
}

/**
 * A body. Envoy writes at its two ends only: at 0 it drains `size` bytes and prepends, at or after the end it appends, in
 * between it refuses.
 */
export function bodyBuffer(body: ByteBuffer): GuestBuffer {
  return {
    length: body.length,
    slice: (start, size) => body.slice(start, size),
    write(start, size, bytes) {
      if (start === 0) {
        body.drain(size);
        body.prepend(bytes);
      } else if (start >= body.length) body.append(bytes);
      else return Status.BadArgument;
      return Status.Ok;
    },
  };
}
