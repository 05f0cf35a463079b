/**
 * Whether the `size` bytes at `a` come before those at `b` (less than 0), after them (more than 0) or are the same (0), in an order that is
 * total but not that of the alphabet. One function for all: AssemblyScript puts `memory.compare`, a hundred bytes of code, wherever it is
 * called. How long it takes tells how far they are the same: for secrets there is `timingSafeEqual`.
 */
export function compareBytes(a: usize, b: usize, size: usize): i32 {
  let at: usize = 0;
  for (; at + 8 <= size; at += 8) {
    const left = load<u64>(a + at);
    const right = load<u64>(b + at);
    if (left != right) return left < right ? -1 : 1;
  }
  for (; at < size; at++) {
    const difference = <i32>load<u8>(a + at) - <i32>load<u8>(b + at);
    if (difference != 0) return difference;
  }
  return 0;
}
