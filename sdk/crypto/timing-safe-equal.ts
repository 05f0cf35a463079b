/**
 * Whether `a` and `b` hold the same bytes, in a time that depends on their lengths only: the comparison for tags,
 * signatures and secrets. Different lengths are unequal at once, so the length itself is not kept secret.
 *
 * @example
 * if (!timingSafeEqual(hmac.digest(), tag)) return request.respond(new LocalReply(401));
 */
export function timingSafeEqual(a: Uint8Array, b: Uint8Array): bool {
  if (a.byteLength != b.byteLength) return false;
  return timingSafeEqualAt(a.dataStart, b.dataStart, a.byteLength);
}

/** `timingSafeEqual` over the `length` bytes at `a` and at `b`. */
export function timingSafeEqualAt(a: usize, b: usize, length: usize): bool {
  let difference: u32 = 0;
  for (let i: usize = 0; i < length; i++) difference |= load<u8>(a + i) ^ load<u8>(b + i);
  return difference == 0;
}
