import { Regex } from "sluice/sdk";

/** How long a header's value or a path gets: Envoy's own limit for all headers together is 60 KiB. */
export const VALUE_LENGTH_MAX: i32 = 65536;

/** A pattern and what stands in its place. */
@final
export class Substitution {
  constructor(
    readonly pattern: Regex,
    readonly replacement: string,
  ) {}

  /** The text with every match replaced, itself where there is none; null when it would get longer than that, or take too long. */
  replaceAll(text: string, lengthMax: i32): string | null {
    return this.pattern.replaceAll(text, this.replacement, lengthMax);
  }
}
