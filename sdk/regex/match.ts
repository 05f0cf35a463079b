/** One match of a `Regex` in a text: where it is, and what its groups hold. Indices count UTF-16 units, as those of strings do. */
@final
export class RegexMatch {
  /** @internal */
  constructor(
    private readonly text: string,
    /** For each group where it starts and ends, or -1: 32 bits each. */
    private readonly slots: ArrayBuffer,
    private readonly names: string[],
  ) {}

  /** Where the match starts. */
  get index(): i32 {
    return load<i32>(changetype<usize>(this.slots));
  }

  /** Where what follows the match starts. */
  get end(): i32 {
    return load<i32>(changetype<usize>(this.slots), 4);
  }

  /**
   * What the group holds: 0 is the whole match, then the groups are counted by their opening parentheses. Null where there is no such group, or
   * where the match went around it, as with `(a)|b` in `b`.
   */
  group(index: i32): string | null {
    if (<u32>index >= <u32>this.names.length) return null;
    const slot = changetype<usize>(this.slots) + ((<usize>index) << 3);
    return load<i32>(slot) < 0 ? null : this.text.substring(load<i32>(slot), load<i32>(slot, 4));
  }

  /** What the group `(?<name>…)` holds; null where there is no such group, or where the match went around it. */
  named(name: string): string | null {
    const index = this.names.indexOf(name);
    return index > 0 && name.length > 0 ? this.group(index) : null;
  }
}
