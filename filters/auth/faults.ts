import { Refusal } from "sluice/sdk";

/** What is wrong with a configuration beyond its schema: the first fault counts. */
@final
export class Faults {
  /** Null while there is none. */
  refusal: Refusal | null = null;

  /** Notes a fault, with its JSON path and without any value. */
  set(path: string, what: string): void {
    if (this.refusal === null) this.refusal = new Refusal(path + ": " + what);
  }
}
