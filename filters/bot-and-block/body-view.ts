import { Bytes, Headers, lowerCase, Regex } from "sluice/sdk";
import { anyMatches } from "./conditions";
import { Octets } from "./octets";

/** Whether the body of this message says that it is a form. */
export function isForm(headers: Headers): bool {
  const field = headers.get("content-type");
  return field !== null && lowerCase(field).includes("x-www-form-urlencoded");
}

/** A body as it is, and decoded: as JSON whatever its content type, since many servers read JSON without one, and as a form where it says so. */
@final
export class BodyView {
  private readonly decoded: string[] = [];

  constructor(
    private readonly bytes: Bytes,
    private readonly isForm: bool,
  ) {}

  matches(regex: Regex): bool {
    if (regex.testBytes(this.bytes)) return true;
    if (this.decoded.length == 0) this.decode();
    return anyMatches(this.decoded, regex);
  }

  private decode(): void {
    const json = new Octets(this.bytes);
    json.decodeJson();
    // What had nothing to decode has been looked at.
    if (this.isForm || json.length != this.bytes.byteLength) this.decoded.push(json.toString());
    if (!this.isForm) return;
    const form = new Octets(this.bytes);
    form.decodeForm();
    this.decoded.push(form.toString());
  }
}
