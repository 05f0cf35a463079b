import { writeInteger } from "../encoding/integer";
import { itemStep, memberStep } from "./path";

/** What a message shows of a path, in UTF-16 units: who sends long names many levels deep doesn't decide how long logs get. */
const PATH_LENGTH_MAX: i32 = 256;

/** The first fault of the text that is being parsed. Parsing is synchronous and calls no foreign code, so one fault serves all. */
export namespace JsonFault {
  let start: usize = 0;
  let end: usize = 0;
  let path: string = "";
  let hasPath: bool = true;
  let what: string = "";

  /** Forgets the last fault; the text at hand lies from `from` up to `to`. */
  export function open(from: usize, to: usize): void {
    start = from;
    end = to;
    path = "";
    hasPath = true;
    what = "";
  }

  /** Notes what is wrong at `at`. Returns 0, which readers return in place of an address. */
  export function set(message: string, at: usize): usize {
    what = message + " at byte " + writeInteger(at - start);
    return 0;
  }

  /** Notes what has no path worth reading. Returns 0. */
  export function setWithoutPath(message: string, at: usize): usize {
    hasPath = false;
    return set(message, at);
  }

  /** Notes that what is at `at` can't be there. Returns 0. */
  export function setUnexpected(at: usize): usize {
    return set(at < end ? "unexpected character" : "unexpected end", min(at, end));
  }

  /** The fault is in the member of that name. */
  export function insideMember(name: string): void {
    if (hasPath) prepend(memberStep(name));
  }

  /** The fault is in the item at that index. */
  export function insideItem(index: i32): void {
    if (hasPath) prepend(itemStep(index));
  }

  /** The fault, with its JSON path where it is inside the document: `$.user.roles[2]: unexpected end at byte 31`. */
  export function message(): string {
    return path.length == 0 ? what : "$" + path + ": " + what;
  }

  function prepend(step: string): void {
    path = step + path;
    if (path.length > PATH_LENGTH_MAX) path = path.substring(0, PATH_LENGTH_MAX) + "\u2026";
  }
}
