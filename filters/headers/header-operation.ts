import { Bytes, Headers } from "sluice/sdk";

/** One operation, made ready when the configuration is read: names are in lower case, as Envoy keeps them. */
export abstract class HeaderOperation {
  abstract apply(headers: Headers): void;
}


@final
export class SetOperation extends HeaderOperation {
  constructor(
    private readonly name: string,
    private readonly value: string,
  ) {
    super();
  }

  apply(headers: Headers): void {
    headers.set(this.name, this.value);
  }
}


@final
export class AppendOperation extends HeaderOperation {
  constructor(
    private readonly name: string,
    private readonly value: string,
  ) {
    super();
  }

  apply(headers: Headers): void {
    headers.append(this.name, this.value);
  }
}


@final
export class DefaultOperation extends HeaderOperation {
  constructor(
    private readonly name: string,
    private readonly value: string,
  ) {
    super();
  }

  apply(headers: Headers): void {
    if (!headers.has(this.name)) headers.set(this.name, this.value);
  }
}


@final
export class RemoveOperation extends HeaderOperation {
  constructor(private readonly name: string) {
    super();
  }

  apply(headers: Headers): void {
    headers.delete(this.name);
  }
}

/** Takes away every header whose name begins so. */
@final
export class RemovePrefixOperation extends HeaderOperation {
  constructor(private readonly prefix: string) {
    super();
  }

  apply(headers: Headers): void {
    const fields = headers.entries();
    for (let i = 0; i < fields.length; ++i) {
      if (fields[i].name.startsWith(this.prefix)) headers.delete(fields[i].name);
    }
  }
}

/** Moves every value, byte for byte and in order, behind those that `to` has already. */
@final
export class RenameOperation extends HeaderOperation {
  constructor(
    private readonly name: string,
    private readonly to: string,
  ) {
    super();
  }

  apply(headers: Headers): void {
    const values: Bytes[] = headers.getAll(this.name);
    if (values.length == 0 || this.name == this.to) return;
    headers.delete(this.name);
    for (let i = 0; i < values.length; ++i) headers.append(this.to, values[i]);
  }
}
