import { encodeText, RequestInit } from "sluice/sdk";
import { Fields } from "./fields";

/** What a service is asked. */
@final
export class CheckRequest {
  authority: string = "";
  body: Uint8Array | null = null;

  constructor(
    readonly method: string,
    readonly path: string,
    readonly fields: Fields,
  ) {}

  /** As a callout. */
  toInit(timeoutMs: u32): RequestInit {
    const init = new RequestInit(this.method, this.path);
    init.authority = this.authority;
    init.timeoutMs = timeoutMs;
    for (let i = 0; i < this.fields.names.length; ++i) init.header(this.fields.names[i], this.fields.values[i]);
    const body = this.body;
    if (body !== null) init.bytes(body);
    return init;
  }

  /** All that the service is told, as one text of bytes: two questions with one key have one answer. No field has a line feed in it. */
  key(): Uint8Array {
    const body = this.body;
    if (body !== null) return body;
    let key = this.method + "\n" + this.authority + "\n" + this.path;
    for (let i = 0; i < this.fields.names.length; ++i) {
      key += "\n" + this.fields.names[i] + "\n" + this.fields.values[i];
    }
    return encodeText(key);
  }
}
