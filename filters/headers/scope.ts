import { Template } from "sluice/sdk";
import { Fault } from "./fault";
import { Value } from "./value";

/** What operations may speak of where they stand. */
@final
export class Scope {
  isOfResponse: bool = false;
  /** Templates of the response that say something of the request. */
  readonly captures: Template[] = [];
  /** `path.NAME`. */
  readonly names: string[] = [];

  constructor(
    pathNames: string[],
    /** The hosts that the rule is for; none is any. */
    readonly hosts: string[],
  ) {
    for (let i = 0; i < pathNames.length; ++i) this.names.push("path." + pathNames[i]);
  }

  /** Takes a value apart; null after a fault. */
  compile(path: string, text: string): Template | null {
    const result = Template.compile(text, this.names);
    const template = result.template;
    if (template === null) Fault.set(path, result.error);
    else if (template.needsResponse && !this.isOfResponse) {
      Fault.set(path, "is about the response, which is not there yet");
    }
    return template;
  }

  /** The value that a template makes. */
  valueOf(template: Template): Value {
    if (!this.isOfResponse || !template.needsRequest) return new Value(template, -1);
    this.captures.push(template);
    return new Value(template, this.captures.length - 1);
  }
}
