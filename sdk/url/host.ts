import { endsInNumber, readIpv4 } from "./ipv4";
import { writeCanonicalIpv6 } from "./ipv6";

/** RFC 1035 §2.3.4, without the length byte of the root. */
const NAME_LENGTH_MAX: usize = 253;

/**
 * Writes the host between `start` and `end` at `target` as the URL Standard serialises it (§3.6), and returns where it ends; 0 for what is no
 * host, and for what `Url` does not take for one.
 */
export function writeHost(start: usize, end: usize, target: usize): usize {
  if (start == end) return 0;
  if (load<u8>(start) == 0x5b) {
    if (end - start < 4 || load<u8>(end - 1) != 0x5d) return 0;
    store<u8>(target, 0x5b);
    const addressEnd = writeCanonicalIpv6(start + 1, end - 1, target + 1);
    if (addressEnd == 0) return 0;
    store<u8>(addressEnd, 0x5d);
    return addressEnd + 1;
  }
  const nameEnd = load<u8>(end - 1) == 0x2e ? end - 1 : end;
  if (nameEnd == start || nameEnd - start > NAME_LENGTH_MAX) return 0;
  if (endsInNumber(start, nameEnd) && readIpv4(start, end) < 0) return 0;
  let previous: u32 = 0x2e;
  for (let at = start; at < end; at++) {
    const character = <u32>load<u8>(at);
    const isLetter = (character | 0x20) - 0x61 < 26;
    const isName = isLetter || character - 0x30 < 10 || character == 0x2d || character == 0x5f;
    if (!isName && (character != 0x2e || previous == 0x2e)) return 0;
    store<u8>(target + (at - start), isLetter ? character | 0x20 : character);
    previous = character;
  }
  return target + (end - start);
}

/** The number behind the colon at `colon`; 0 where there is no colon or nothing behind it, -1 for what is no port. */
export function readPort(colon: usize, end: usize): i32 {
  let port = 0;
  for (let at = colon + 1; at < end; at++) {
    const digit = <u32>load<u8>(at) - 0x30;
    if (digit > 9) return -1;
    port = port * 10 + digit;
    if (port > 65535) return -1;
  }
  return port;
}
