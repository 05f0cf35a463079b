import { Bytes, Headers, lowerCase, Regex } from "sluice/sdk";
import { Octets } from "./octets";

/** How a body hides what it says. */
export enum BodyForm {
  Plain,
  Form,
  Json,
}

/** How the body of this message is written. */
export function bodyFormOf(headers: Headers): BodyForm {
  const field = headers.get("content-type");
  if (field === null) return BodyForm.Plain;
  const type = lowerCase(field);
  if (type.includes("x-www-form-urlencoded")) return BodyForm.Form;
  return type.includes("json") ? BodyForm.Json : BodyForm.Plain;
}

/** A body as it is, and decoded. */
@final
export class BodyView {
  private decoded: string | null = null;

  constructor(
    private readonly bytes: Bytes,
    private readonly form: BodyForm,
  ) {}

  matches(regex: Regex): bool {
    if (regex.testBytes(this.bytes)) return true;
    return this.form != BodyForm.Plain && regex.test(this.decode());
  }

  private decode(): string {
    const known = this.decoded;
    if (known !== null) return known;
    const octets = new Octets(this.bytes);
    if (this.form == BodyForm.Json) octets.decodeJson();
    else octets.decodeForm();
    const text = octets.toString();
    this.decoded = text;
    return text;
  }
}
