import { Variant } from "./config";

/** Points that a draw falls on: a hundredth of a percent each. */
export const POINTS: i32 = 10_000;

/** The variants, each with the points that are its. */
@final
export class Variants {
  readonly names: string[] = [];
  /** What the header gets. */
  readonly values: string[] = [];
  /** What is wrong with the weights, by its JSON path; null when nothing is. */
  problem: string | null = null;
  /** For each the first point that is no longer its. */
  private readonly ends: i32[] = [];

  constructor(variants: Variant[]) {
    let end = 0;
    for (let i = 0; i < variants.length; ++i) {
      const variant = variants[i];
      const path = "$.variants[" + i.toString() + "]";
      const points = Math.round(variant.weight * 100);
      // 0.29 * 100 is a little less than 29.
      if (Math.abs(variant.weight * 100 - points) > 1e-6) this.problem = path + ".weight: must be in steps of 0.01";
      if (this.names.includes(variant.name)) this.problem = path + ".name: is the name of another variant";
      const value = variant.value;
      end += <i32>points;
      this.names.push(variant.name);
      this.values.push(value === null ? variant.name : value);
      this.ends.push(end);
    }
    if (end != POINTS && this.problem === null) this.problem = "$.variants: must have weights of 100 together";
  }

  /** The variant that a point is of. */
  at(point: i32): i32 {
    let index = 0;
    while (index < this.ends.length - 1 && point >= unchecked(this.ends[index])) ++index;
    return index;
  }

  /** The variant of that name, -1 for none. */
  find(name: string): i32 {
    return this.names.indexOf(name);
  }

  /** Whether a variant gets any requests by itself: one that gets none is over, or not there yet. */
  isOpen(index: i32): bool {
    const start = index == 0 ? 0 : this.ends[index - 1];
    return this.ends[index] > start;
  }
}
