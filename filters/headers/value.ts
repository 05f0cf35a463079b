import { Template } from "sluice/sdk";
import { StreamValues } from "./stream-values";

/** The value of an operation that is not the same for every stream. */
@final
export class Value {
  constructor(
    private readonly template: Template,
    /** Its place among the captured ones; -1 for what is expanded where it stands. */
    private readonly captureIndex: i32,
  ) {}

  /** Null when something that it speaks of is not there. */
  text(values: StreamValues): string | null {
    const index = this.captureIndex;
    if (index < 0) return this.template.expand(values.decodedPathValues);
    return index < values.captured.length ? values.captured[index].expand() : null;
  }
}
