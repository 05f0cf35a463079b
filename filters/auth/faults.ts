import { lowerCase, mayRemoveHeader, mayWriteHeader, Refusal } from "sluice/sdk";
import { itemStep } from "sluice/sdk/json/path";

/** What is wrong with a configuration beyond its schema: the first fault counts. */
@final
export class Faults {
  /** Null while there is none. */
  refusal: Refusal | null = null;

  /** Notes a fault, with its JSON path and without any value. */
  set(path: string, what: string): void {
    this.note(path + ": " + what);
  }

  /** Notes a fault that says where it is. */
  note(fault: string): void {
    if (this.refusal === null) this.refusal = new Refusal(fault);
  }

  /** Notes a fault where the filter may not write and remove the header: one message could be read as two, or go elsewhere. */
  checkHeader(path: string, name: string): void {
    const lower = lowerCase(name);
    if (!mayWriteHeader(lower) || !mayRemoveHeader(lower)) {
      this.set(path, "must not frame or route messages");
    }
  }
}

/** The JSON path of an item. */
export function itemPath(path: string, list: string, index: i32): string {
  return path + "." + list + itemStep(index);
}
