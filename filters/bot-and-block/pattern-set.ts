import { Regex } from "sluice/sdk";

/** A list of patterns, any of which may match: one automaton, so that a text is read once however many there are. */
@final
export class PatternSet {
  /** Null exactly where `fault` is not empty. */
  readonly regex: Regex | null;
  /** What is wrong, after the place in the list: `[2]: missing ) at index 3`. */
  readonly fault: string;

  constructor(patterns: string[], isCaseSensitive: bool) {
    const flags = isCaseSensitive ? "s" : "is";
    let fault = "";
    // Each by itself first: `a)|(b` is no pattern, but would be one between parentheses.
    for (let i = 0; i < patterns.length && fault.length == 0; ++i) {
      const error = Regex.compile(patterns[i], flags).error;
      if (error.length > 0) fault = "[" + i.toString() + "]: " + error;
    }
    let regex: Regex | null = null;
    if (fault.length == 0) {
      const result = Regex.compile("(?:" + patterns.join(")|(?:") + ")", flags);
      regex = result.regex;
      if (regex === null) fault = ": all of them together: " + result.error;
    }
    this.regex = regex;
    this.fault = fault;
  }
}
