/** A deterministic source of numbers (xorshift32): the same seed gives the same patterns. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return (state >>> 0) % limit;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }
}

/** What subjects are made of: few enough that patterns meet them. None has another case outside ASCII. */
const CHARACTERS = [
  "a",
  "b",
  "c",
  "A",
  "B",
  "1",
  "_",
  "-",
  " ",
  "\n",
  "\r",
  "\u2028",
  "\u00a0",
  "中",
  "😀",
  "\ud83d",
  "\ude00",
];

export function randomText(random: Random, lengthMax: number): string {
  const length = random.below(lengthMax + 1);
  // Long runs of few letters are what quantifiers are for.
  const choices = random.below(2) === 0 ? CHARACTERS.slice(0, 2 + random.below(2)) : CHARACTERS;
  return Array.from({ length }, () => random.pick(choices)).join("");
}

const CLASS_ITEMS = [
  ..."abcAB1_",
  "a-b",
  "a-z",
  "B-b",
  "0-9",
  "\\d",
  "\\w",
  "\\s",
  "\\D",
  "\\W",
  "\\S",
  "\\n",
  "\\-",
  "中",
  "\\u{1f600}",
  "\\ud83d",
  "😀-😅",
  "-",
];
const ATOMS = [
  ..."aabbc1-_",
  "\\d",
  "\\w",
  "\\s",
  "\\W",
  "\\S",
  "\\D",
  ".",
  "A",
  "B",
  " ",
  "\\n",
  "中",
  "😀",
  "\\u{1F600}",
  "\\ud83d\\ude00",
  "\\ud83d",
  "\\ude00",
  "\\x61",
  "\\cJ",
  "\\.",
];
const ASSERTIONS = ["^", "$", "\\b", "\\B"];
const QUANTIFIERS = ["*", "+", "?", "{0}", "{1}", "{2}", "{0,1}", "{0,2}", "{1,2}", "{2,3}", "{1,}", "{2,}", "{0,}"];

/** A pattern that both engines take, with so few quantifiers inside each other that a backtracking one comes to an end. */
export function randomPattern(random: Random): string {
  let names = 0;
  const disjunction = (depth: number): string => {
    const alternatives = Array.from({ length: random.below(4) === 0 ? 2 + random.below(2) : 1 }, () =>
      alternative(depth),
    );
    return alternatives.join("|");
  };
  const alternative = (depth: number): string => {
    const length = random.below(depth === 0 ? 5 : 4);
    return Array.from({ length }, () => term(depth)).join("");
  };
  const term = (depth: number): string => {
    if (random.below(8) === 0) return random.pick(ASSERTIONS);
    const text = atom(depth);
    if (random.below(5) > 1) return text;
    return text + random.pick(QUANTIFIERS) + (random.below(3) === 0 ? "?" : "");
  };
  const atom = (depth: number): string => {
    const choice = random.below(10);
    if (choice < 3 && depth < 3) {
      const start = random.pick(["(", "(", "(?:", "named"]);
      return `${start === "named" ? `(?<n${++names}>` : start}${disjunction(depth + 1)})`;
    }
    if (choice < 5) return characterClass();
    return random.pick(ATOMS);
  };
  const characterClass = (): string => {
    const items = Array.from({ length: random.below(4) }, () => random.pick(CLASS_ITEMS));
    // A class or a hyphen before a hyphen would be a range that is none.
    const text = items.filter((item, i) => item !== "-" || i === 0).join("");
    return `[${random.below(3) === 0 ? "^" : ""}${text}]`;
  };
  return disjunction(0);
}

export function randomFlags(random: Random): string {
  return ["i", "m", "s"].filter(() => random.below(3) === 0).join("");
}
