import { Bytes, Headers, PreparedHeader } from "sluice/sdk";
import { MessageOperation } from "./message-operation";
import { StreamValues } from "./stream-values";


@final
export class SetOperation extends MessageOperation {
  constructor(private readonly header: PreparedHeader) {
    super();
  }

  apply(headers: Headers, values: StreamValues): bool {
    headers.setPrepared(this.header);
    return true;
  }
}


@final
export class DefaultOperation extends MessageOperation {
  constructor(
    private readonly name: string,
    private readonly header: PreparedHeader,
  ) {
    super();
  }

  apply(headers: Headers, values: StreamValues): bool {
    if (!headers.has(this.name)) headers.setPrepared(this.header);
    return true;
  }
}


@final
export class RemoveOperation extends MessageOperation {
  constructor(private readonly name: string) {
    super();
  }

  apply(headers: Headers, values: StreamValues): bool {
    headers.delete(this.name);
    return true;
  }
}

/** Takes away every header whose name begins so. */
@final
export class RemovePrefixOperation extends MessageOperation {
  constructor(private readonly prefix: string) {
    super();
  }

  apply(headers: Headers, values: StreamValues): bool {
    const fields = headers.entries();
    for (let i = 0; i < fields.length; ++i) {
      if (fields[i].name.startsWith(this.prefix)) headers.delete(fields[i].name);
    }
    return true;
  }
}

/** Moves every value, byte for byte and in order, behind those that `to` has already. */
@final
export class RenameOperation extends MessageOperation {
  constructor(
    private readonly name: string,
    private readonly to: string,
  ) {
    super();
  }

  apply(headers: Headers, values: StreamValues): bool {
    const fields: Bytes[] = headers.getAll(this.name);
    if (fields.length == 0 || this.name == this.to) return true;
    headers.delete(this.name);
    for (let i = 0; i < fields.length; ++i) headers.append(this.to, fields[i]);
    return true;
  }
}
