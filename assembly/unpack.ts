import { STATIC_HEADER, STRING_CLASS_ID } from "./shared/static-text";

/** Where the packed data lies. The build writes it here before the module is optimised. */
// eslint-disable-next-line prefer-const -- The build writes it.
let packedStart: usize = 0;

/**
 * Static data comes packed (`tooling/compile/pack-data.ts`): the build has `_initialize` call this first, before anything else reads memory.
 *
 * The packed bytes lie behind all that they unpack, and are instructions. The lowest two bits of the first byte say what to do, the others
 * how often, or 63 that the next two bytes do: 0 leaves zeros, 1 takes bytes, 2 makes a string of them at the next place for a static object,
 * and 3 repeats what was written a distance before, in one byte or, with the highest bit set, in two. A zero ends them.
 */
export function unpackStatics(): void {
  let at = packedStart;
  let to: usize = 0;
  for (let first: u32 = load<u8>(at); first != 0; first = load<u8>(at)) {
    at++;
    let count = first >>> 2;
    if (count == 63) {
      count = load<u16>(at);
      at += 2;
    }
    const step = first & 3;
    if (step == 0) {
      to += count;
      continue;
    }
    let from = at;
    if (step == 3) {
      let distance: usize = load<u8>(at++);
      if (distance > 127) distance = ((distance & 127) << 8) | load<u8>(at++);
      from = to - distance;
    } else {
      at += count;
    }
    if (step == 2) {
      to = ((to + (STATIC_HEADER - 1)) & ~(STATIC_HEADER - 1)) + STATIC_HEADER;
      store<u32>(to - 8, STRING_CLASS_ID);
      store<u32>(to - 4, count << 1);
    }
    for (; count > 0; count--) {
      // The zero after it, where none belongs, is overwritten by what comes next.
      store<u16>(to, load<u8>(from++));
      to += step == 2 ? 2 : 1;
    }
  }
  memory.fill(packedStart, 0, at - packedStart);
}
