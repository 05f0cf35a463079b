/**
 * How `Map` and `Set` spread their keys, in the place of the standard library's xxHash, which is eight times as long: FNV-1a over the
 * units of a text, and one round over anything else.
 */
export function HASH<T>(key: T): u32 {
  if (isString<T>()) return hashText(changetype<string>(key));
  if (isReference<T>()) return spread(changetype<usize>(key));
  if (isFloat<T>()) return spread(sizeof<T>() == 4 ? reinterpret<u32>(<f32>key) : reinterpret<u64>(<f64>key));
  return spread(<u64>key);
}

function hashText(text: string): u32 {
  let hash: u32 = 0x811c9dc5;
  for (let i = 0; i < text.length; ++i) {
    hash = (hash ^ load<u16>(changetype<usize>(text) + ((<usize>i) << 1))) * 0x01000193;
  }
  return hash ^ (hash >>> 15);
}

function spread(bits: u64): u32 {
  return <u32>((bits * 0x9e3779b97f4a7c15) >> 32);
}
