import { itemStep, memberStep } from "sluice/sdk/json/path";

/** What an answer shows of a path, in UTF-16 units. */
const PATH_LENGTH_MAX: i32 = 512;

/** What the checks of one document may cost: units of some ten nanoseconds and a hundred bytes. */
const BUDGET: i32 = 200_000;

/** The first fault of a document that is being checked, and what checking it still may cost. */
@final
export class Fault {
  what: string = "";
  /** Whether it is JSON at all; if not, `what` says where it ends to be that. */
  isJson: bool = true;
  /** Whether the budget ran out: then nothing is known of the document. */
  isExhausted: bool = false;
  private steps: string = "";
  private left: i32 = BUDGET;

  /** The JSON path (RFC 9535) of the value. */
  get path(): string {
    return "$" + this.steps;
  }

  /** Takes from the budget; false when it is used up. */
  spend(cost: i32): bool {
    this.left -= cost;
    if (this.left >= 0) return true;
    this.fail("has more in it than is checked");
    this.isExhausted = true;
    return false;
  }

  /** Notes what is wrong with the value at hand. Returns false, as checks do. */
  fail(what: string): bool {
    if (this.isExhausted) return false;
    this.what = what;
    this.steps = "";
    return false;
  }

  /** The fault is in the member of that name. Returns false. */
  insideMember(name: string): bool {
    return this.prepend(memberStep(name));
  }

  /** The fault is in the item at that index. Returns false. */
  insideItem(index: i32): bool {
    return this.prepend(itemStep(index));
  }

  private prepend(step: string): bool {
    if (this.isExhausted) return false;
    const steps = step + this.steps;
    this.steps = steps.length > PATH_LENGTH_MAX ? steps.substring(0, PATH_LENGTH_MAX) + "\u2026" : steps;
    this.spend(step.length >> 3);
    return false;
  }
}
