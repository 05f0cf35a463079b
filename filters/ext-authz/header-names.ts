import { Headers, lowerCase, mayRemoveHeader } from "sluice/sdk";

/** A list of header names, some of them with a `*` at the end. */
@final
export class HeaderNames {
  private readonly exact: Set<string> = new Set<string>();
  private readonly prefixes: Array<string> = new Array<string>();

  constructor(names: Array<string>) {
    for (let i = 0; i < names.length; ++i) {
      const name = lowerCase(names[i]);
      if (name.endsWith("*")) this.prefixes.push(name.substring(0, name.length - 1));
      else this.exact.add(name);
    }
  }

  /** Whether it names no header. */
  get isEmpty(): bool {
    return this.exact.size == 0 && this.prefixes.length == 0;
  }

  /** Whether it names this one, which is in lower case. */
  has(name: string): bool {
    if (this.exact.has(name)) return true;
    for (let i = 0; i < this.prefixes.length; ++i) {
      if (name.startsWith(this.prefixes[i])) return true;
    }
    return false;
  }

  /** Takes what it names away from a message, but for what the message is framed and routed by. */
  removeFrom(headers: Headers): void {
    const names = this.exact.values();
    for (let i = 0; i < names.length; ++i) {
      if (mayRemoveHeader(names[i])) headers.delete(names[i]);
    }
    if (this.prefixes.length == 0) return;
    const fields = headers.entries();
    for (let i = 0; i < fields.length; ++i) {
      const name = fields[i].name;
      if (this.has(name) && mayRemoveHeader(name)) headers.delete(name);
    }
  }
}
