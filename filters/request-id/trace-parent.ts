import { Bytes, encodeHex } from "sluice/sdk";

/** `00-` trace-id `-` parent-id `-` flags (W3C Trace Context §3.2). */
const LENGTH: i32 = 55;

/**
 * Whether a `traceparent` is valid (W3C Trace Context §3.2.2): digits in lower case, version not `ff`, neither identifier all zeros. One of a
 * higher version may go on behind the part that this version knows, after a hyphen (§4.3).
 */
export function isTraceParent(value: Bytes): bool {
  const length = value.byteLength;
  if (length < LENGTH || !areDigits(value, 0, 2)) return false;
  const version = (<u32>(value.at(0) << 8)) | (<u32>value.at(1));
  // `00` and `ff` as text.
  if (version == 0x6666 || (version == 0x3030 && length != LENGTH)) return false;
  if (length > LENGTH && value.at(LENGTH) != HYPHEN) return false;
  if (value.at(2) != HYPHEN || value.at(35) != HYPHEN || value.at(52) != HYPHEN) return false;
  if (!areDigits(value, 3, 35) || !areDigits(value, 36, 52) || !areDigits(value, 53, 55)) return false;
  return !areZeros(value, 3, 35) && !areZeros(value, 36, 52);
}

/** A `traceparent` of a trace that begins here. */
export function newTraceParent(isSampled: bool): string {
  const random = new Uint8Array(24);
  crypto.getRandomValues(random);
  // All zeros would be invalid, be they as unlikely as they are.
  random[0] |= 1;
  random[16] |= 1;
  const hex = encodeHex(random);
  return "00-" + hex.substring(0, 32) + "-" + hex.substring(32) + (isSampled ? "-01" : "-00");
}

const HYPHEN: i32 = 0x2d;

function areDigits(value: Bytes, start: i32, end: i32): bool {
  for (let i = start; i < end; ++i) {
    const octet = <u32>value.at(i);
    if (octet - 0x30 >= 10 && octet - 0x61 >= 6) return false;
  }
  return true;
}

function areZeros(value: Bytes, start: i32, end: i32): bool {
  for (let i = start; i < end; ++i) {
    if (value.at(i) != 0x30) return false;
  }
  return true;
}
