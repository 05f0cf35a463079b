/** Words of a step: four of ASCII's character bits, one of flags. */
const STEP_WORDS: i32 = 5;

const HAS_OTHERS: u32 = 1;
const IS_OPTIONAL: u32 = 2;
const IS_REPEATED: u32 = 4;

/**
 * A pattern of the subset that is matched in one pass, without going back, as `sluice build` has made it from `pattern`: for each
 * step which of ASCII's characters it takes, whether it takes all others too, whether it may be missing and may be repeated.
 */
@final
export class ConfigPattern {
  constructor(
    /** The pattern as the schema has it, for messages. */
    readonly source: string,
    private readonly steps: StaticArray<u32>,
  ) {}

  /** Whether the whole text matches. A character outside ASCII counts once, though it may be two UTF-16 units. */
  matches(text: string): bool {
    let at = 0;
    for (let step = 0; step < this.steps.length; step += STEP_WORDS) {
      const flags = this.steps[step + 4];
      let length = this.take(step, text, at);
      if (length == 0 && (flags & IS_OPTIONAL) == 0) return false;
      at += length;
      while (length != 0 && (flags & IS_REPEATED) != 0) {
        length = this.take(step, text, at);
        at += length;
      }
    }
    return at == text.length;
  }

  /** How many UTF-16 units of the character at `at` the step takes: 0 when it does not take it. */
  private take(step: i32, text: string, at: i32): i32 {
    if (at >= text.length) return 0;
    const unit = <u32>text.charCodeAt(at);
    if (unit < 128) return (this.steps[step + (unit >> 5)] >> (unit & 31)) & 1;
    if ((this.steps[step + 4] & HAS_OTHERS) == 0) return 0;
    return (unit & 0xfc00) == 0xd800 && at + 1 < text.length ? 2 : 1;
  }
}
