/** Words of a step: four of ASCII's character bits, one of flags. */
const STEP_WORDS: i32 = 5;

const HAS_OTHERS: u32 = 1;
const IS_OPTIONAL: u32 = 2;
const IS_REPEATED: u32 = 4;

/**
 * A pattern of the subset that is matched in one pass, without going back, as `sluice build` has made it from `pattern`: the address of the
 * text that the schema has, which is static; then for each step which of ASCII's characters it takes, whether it takes all others too,
 * whether it may be missing and may be repeated.
 */
export type ConfigPattern = StaticArray<usize>;

/** The pattern as the schema has it, for messages. */
export function patternSource(pattern: ConfigPattern): string {
  return changetype<string>(unchecked(pattern[0]));
}

/** Whether the whole text matches. A character outside ASCII counts once, though it may be two UTF-16 units. */
export function matchesPattern(pattern: ConfigPattern, text: string): bool {
  let at = 0;
  for (let step = 1; step < pattern.length; step += STEP_WORDS) {
    const flags = <u32>unchecked(pattern[step + 4]);
    let length = take(pattern, step, text, at);
    if (length == 0 && (flags & IS_OPTIONAL) == 0) return false;
    at += length;
    while (length != 0 && (flags & IS_REPEATED) != 0) {
      length = take(pattern, step, text, at);
      at += length;
    }
  }
  return at == text.length;
}

/** How many UTF-16 units of the character at `at` the step takes: 0 when it does not take it. */
function take(pattern: ConfigPattern, step: i32, text: string, at: i32): i32 {
  if (at >= text.length) return 0;
  const unit = <u32>text.charCodeAt(at);
  if (unit < 128) return ((<u32>unchecked(pattern[step + (unit >> 5)])) >> (unit & 31)) & 1;
  if (((<u32>unchecked(pattern[step + 4])) & HAS_OTHERS) == 0) return 0;
  return (unit & 0xfc00) == 0xd800 && at + 1 < text.length ? 2 : 1;
}
