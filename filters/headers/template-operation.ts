import { Headers, isAuthority } from "sluice/sdk";
import { MessageOperation } from "./message-operation";
import { StreamValues } from "./stream-values";
import { Value } from "./value";

/** `set`, `append` or `default` of a value that is not the same for every stream. Nothing happens where a part of it is not there. */
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
    if (text === null || (this.name == "host" && !isAuthority(text))) return true;
    if (this.op == "append") headers.append(this.name, text);
    else headers.set(this.name, text);
    return true;
  }
}
