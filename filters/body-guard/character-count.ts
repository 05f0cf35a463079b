import { JsonValue } from "sluice/sdk";

/** How many code points a string has: the bytes of its UTF-8 that continue none. */
export function characterCount(value: JsonValue): i32 {
  let count = 0;
  const end = value.textStart() + <usize>value.textLength();
  for (let at = value.textStart(); at < end; ++at) {
    if ((load<u8>(at) & 0xc0) != 0x80) ++count;
  }
  return count;
}
