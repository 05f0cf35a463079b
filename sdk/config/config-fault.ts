import { itemStep, memberStep } from "../json/path";

/**
 * The first fault of the configuration that is being read. Readers go on after a fault with empty values, so that generated
 * code needs no branches; who asks last finds the fault here. Its path grows from the inside out, on the way back.
 */
export namespace ConfigFault {
  let path: string = "";
  let what: string = "";

  export function clear(): void {
    path = "";
    what = "";
  }

  export function isSet(): bool {
    return what.length != 0;
  }

  /** Notes a fault of the value at hand; the first one counts. */
  export function set(message: string): void {
    if (what.length == 0) what = message;
  }

  /** The value at hand is the member of that name. */
  export function insideMember(name: string): void {
    path = memberStep(name) + path;
  }

  /** The value at hand is the item at that index. */
  export function insideItem(index: i32): void {
    path = itemStep(index) + path;
  }

  /** The fault with its JSON path, `$.request[2].op: is required`; empty when there is none. */
  export function message(): string {
    return isSet() ? "$" + path + ": " + what : "";
  }
}
