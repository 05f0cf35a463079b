import { Headers, isAuthority } from "sluice/sdk";
import { Substitution, VALUE_LENGTH_MAX } from "./substitution";

/** Replaces matches in the values of a header, or writes what a match makes of the first one into another. */
@final
export class HeaderSubstitution {
  constructor(
    private readonly name: string,
    /** Empty where the header itself changes. */
    private readonly to: string,
    /** Whether what `to` has already goes: it is the client's word. */
    private readonly clears: bool,
    private readonly substitution: Substitution,
  ) {}

  apply(headers: Headers): void {
    if (this.to.length == 0 && this.name != "host") {
      if (headers.has(this.name)) this.change(headers);
      return;
    }
    const value = headers.get(this.name);
    if (this.clears) headers.delete(this.to);
    if (value !== null) this.write(headers, value);
  }

  private write(headers: Headers, value: string): void {
    if (!this.substitution.pattern.test(value)) return;
    const to = this.to.length > 0 ? this.to : this.name;
    const text = this.substitution.replaceAll(value, VALUE_LENGTH_MAX);
    if (text !== null && (to != "host" || isAuthority(text))) headers.set(to, text);
  }

  /** A value that would take too long, or get too long, goes: it must not get past unchanged. */
  private change(headers: Headers): void {
    const fields = headers.getAll(this.name);
    const matches: Array<bool> = [];
    for (let i = 0; i < fields.length; ++i) matches.push(this.substitution.pattern.testBytes(fields[i]));
    if (!matches.includes(true)) return;
    headers.delete(this.name);
    for (let i = 0; i < fields.length; ++i) {
      // What is not meant stays byte for byte.
      const text = matches[i] ? this.substitution.replaceAll(fields[i].toString(), VALUE_LENGTH_MAX) : null;
      if (text !== null) headers.append(this.name, text);
      else if (!matches[i]) headers.append(this.name, fields[i]);
    }
  }
}
