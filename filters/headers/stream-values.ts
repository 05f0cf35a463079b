import { percentDecode, Template } from "sluice/sdk";

/** What a rule knows of one stream beside its headers. */
@final
export class StreamValues {
  /** The templates of the response, with what they say of the request filled in. */
  readonly captured: Template[] = [];
  /** The same values with escapes decoded, as a header or parameter has them. */
  readonly decodedPathValues: Array<string | null> = [];

  constructor(
    /** What the path has in the places that the condition names; escapes stay, as a `location` needs them. */
    readonly pathValues: Array<string | null>,
  ) {
    for (let i = 0; i < pathValues.length; ++i) {
      const value = pathValues[i];
      this.decodedPathValues.push(value === null ? null : percentDecode(value));
    }
  }

  capture(templates: Template[]): void {
    for (let i = 0; i < templates.length; ++i) this.captured.push(templates[i].capture(this.decodedPathValues));
  }
}

/** What is known where no condition looked at the request. */
export const NO_VALUES: StreamValues = new StreamValues([]);
