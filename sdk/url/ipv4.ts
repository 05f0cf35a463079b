/**
 * The IPv4 address between `start` and `end`, as a number of 32 bits; -1 for what is not four decimal numbers below 256 without leading zeros.
 * The other spellings that the URL Standard and C libraries know (`127.1`, `0x7f.1`, `017700000001`) are not read: programs do not agree on
 * them, and a filter would look at another address than its upstream.
 */
export function readIpv4(start: usize, end: usize): i64 {
  let address: i64 = 0;
  let at = start;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && (at >= end || load<u8>(at++) != 0x2e)) return -1;
    const first = at;
    let value: u32 = 0;
    while (at < end && at < first + 3 && <u32>load<u8>(at) - 0x30 < 10) {
      value = value * 10 + (<u32>load<u8>(at++) - 0x30);
    }
    if (at == first || value > 255 || (at > first + 1 && load<u8>(first) == 0x30)) return -1;
    address = (address << 8) | value;
  }
  return at == end ? address : -1;
}

/** Whether a host's last label is a number, decimal or hexadecimal: then the URL Standard reads the host as IPv4 address (§3.5), or not at all. */
export function endsInNumber(start: usize, end: usize): bool {
  let label = end;
  while (label > start && load<u8>(label - 1) != 0x2e) label--;
  if (label == end) return false;
  let at = label;
  while (at < end && <u32>load<u8>(at) - 0x30 < 10) at++;
  if (at == end) return true;
  if (at != label + 1 || load<u8>(label) != 0x30 || (load<u8>(at) | 0x20) != 0x78) return false;
  for (at++; at < end; at++) {
    const character = <u32>load<u8>(at);
    if (character - 0x30 >= 10 && (character | 0x20) - 0x61 >= 6) return false;
  }
  return true;
}
