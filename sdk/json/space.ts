/** Bit n: whether the character n is JSON's white space (RFC 8259 §2): space, tab, line feed, carriage return. */
const SPACES: u64 = (1 << 0x20) | (1 << 0x09) | (1 << 0x0a) | (1 << 0x0d);

/** Where the white space at `at` ends. A byte that is none must follow the text. */
export function skipSpace(at: usize): usize {
  let character = <u64>load<u8>(at);
  while (character <= 0x20 && (SPACES >> character) & 1) character = load<u8>(++at);
  return at;
}
