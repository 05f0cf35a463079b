import { Headers, isAuthority, mayRemoveHeader, Status } from "sluice/sdk";
import { MessageOperation } from "./message-operation";
import { StreamValues } from "./stream-values";
import { Value } from "./value";

/**
 * `set`, `append` or `default` of a value that is not the same for every stream. Where a part of it is not there, or the header can't have it,
 * nothing is written; what `set` would have replaced goes all the same, as a client may have sent it.
 */
@final
export class TemplateOperation extends MessageOperation {
  constructor(
    private readonly op: string,
    private readonly name: string,
    private readonly value: Value,
  ) {
    super();
  }

  apply(headers: Headers, values: StreamValues): bool {
    if (this.op == "default" && headers.has(this.name)) return true;
    const text = this.value.text(values);
    const isWritten = text !== null && (this.name != "host" || isAuthority(text)) && this.write(headers, text);
    if (!isWritten && this.op == "set" && mayRemoveHeader(this.name)) headers.delete(this.name);
    return true;
  }

  private write(headers: Headers, text: string): bool {
    const status = this.op == "append" ? headers.append(this.name, text) : headers.set(this.name, text);
    return status == Status.Ok;
  }
}
