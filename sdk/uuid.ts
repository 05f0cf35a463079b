import { fillRandom } from "../assembly/hostcalls/random";
import { getCurrentTimeNanoseconds } from "../assembly/hostcalls/timer";
import { hexValueOf, lowerHexOf, NOT_HEXADECIMAL } from "./encoding/hex";

const BYTES: i32 = 16;

/** Characters in the text of a UUID. */
const LENGTH: i32 = 36;

// @ts-ignore: decorator
@lazy
const UUID = memory.data(16);

/**
 * A random UUID, version 4 (RFC 9562 §5.4), of the host's randomness: `919108f7-52d1-4320-9bac-f847db4148a8`. The web's `crypto.randomUUID()`.
 *
 * @example
 * request.headers.set("x-request-id", uuidV4());
 */
export function uuidV4(): string {
  fillRandom(UUID, BYTES);
  stampUuid(UUID, 4);
  return formatUuidAt(UUID);
}

/**
 * A UUID whose order is that of time, version 7 (RFC 9562 §5.7): 48 bits of the host's clock in milliseconds, 74 bits of its randomness. Those of one
 * millisecond have no order among them.
 */
export function uuidV7(): string {
  fillRandom(UUID, BYTES);
  setUuidTime(UUID, getCurrentTimeNanoseconds() / 1000000);
  stampUuid(UUID, 7);
  return formatUuidAt(UUID);
}

/** Whether `text` is a UUID of any version (RFC 9562 §4): 32 hexadecimal digits in either case, with four hyphens. */
export function isUuid(text: string): bool {
  return readUuid(text, UUID);
}

/** The 16 bytes of a UUID, or null where `text` is none. */
export function parseUuid(text: string): Uint8Array | null {
  const bytes = new Uint8Array(BYTES);
  return readUuid(text, bytes.dataStart) ? bytes : null;
}

/** Sixteen bytes as a UUID, in lower case; empty for another number of bytes. */
export function formatUuid(bytes: Uint8Array): string {
  return bytes.length == BYTES ? formatUuidAt(bytes.dataStart) : "";
}

/** Puts a time in milliseconds since 1970 into the first 48 bits (RFC 9562 §5.7). */
export function setUuidTime(start: usize, milliseconds: u64): void {
  store<u32>(start, bswap<u32>(<u32>(milliseconds >> 16)));
  store<u16>(start, bswap<u16>(<u16>milliseconds), 4);
}

/** Puts version and variant into sixteen bytes (RFC 9562 §4.1 and §4.2). */
export function stampUuid(start: usize, version: u32): void {
  store<u8>(start, ((<u32>load<u8>(start, 6)) & 0x0f) | (version << 4), 6);
  store<u8>(start, ((<u32>load<u8>(start, 8)) & 0x3f) | 0x80, 8);
}

function formatUuidAt(start: usize): string {
  const text = changetype<string>(__new((<usize>LENGTH) << 1, idof<string>()));
  let target = changetype<usize>(text);
  for (let i: usize = 0; i < <usize>BYTES; i++) {
    if (isAfterHyphen(i)) {
      store<u16>(target, 0x2d);
      target += 2;
    }
    const byte = <u32>load<u8>(start + i);
    store<u16>(target, <u16>lowerHexOf(byte >> 4));
    store<u16>(target, <u16>lowerHexOf(byte & 0xf), 2);
    target += 4;
  }
  return text;
}

function readUuid(text: string, target: usize): bool {
  if (text.length != LENGTH) return false;
  let at = 0;
  for (let i: usize = 0; i < <usize>BYTES; i++) {
    if (isAfterHyphen(i) && text.charCodeAt(at++) != 0x2d) return false;
    const byte = (hexValueOf(text.charCodeAt(at)) << 4) | hexValueOf(text.charCodeAt(at + 1));
    if (byte >= NOT_HEXADECIMAL) return false;
    store<u8>(target + i, byte);
    at += 2;
  }
  return true;
}

/** Whether the text of a UUID has a hyphen before its byte `index`. */
function isAfterHyphen(index: usize): bool {
  return index == 4 || index == 6 || index == 8 || index == 10;
}
