import { Status } from "../assembly/shared/abi";
import { isFieldName, isFieldValue } from "../assembly/field-value";
import { countRelease } from "../assembly/dispatcher/current";
import { sendLocalResponse } from "../assembly/hostcalls/local-response";
import { encodeText } from "./encoding/text";
import { LocalReply } from "./local-reply";

/**
 * A local reply of which values and body are bytes, such as what another server answered: what is no UTF-8 reaches the client as it is.
 *
 * @example
 * const reply = new BytesReply(response.status);
 * const fields = response.headers.entries();
 * for (let i = 0; i < fields.length; ++i) {
 *   if (fields[i].name.startsWith("x-")) reply.headerBytes(fields[i].name, fields[i].value.toUint8Array());
 * }
 * return request.respond(reply);
 */
@final
export class BytesReply extends LocalReply {
  private readonly octets: Array<Uint8Array> = new Array<Uint8Array>();
  private octetBody: Uint8Array = new Uint8Array(0);

  /** `header` with a value of bytes. */
  headerBytes(name: string, value: Uint8Array): BytesReply {
    const octets = encodeText(name);
    if (!isFieldName(name) || !isFieldValue(value.dataStart, value.length) || octets.length == 0) {
      this.isMalformed = true;
    }
    this.octets.push(octets);
    this.octets.push(value);
    return this;
  }

  /** Sets the body, unless `text`, `json` or `content` give it one; its media type is a header's to say. */
  bytes(body: Uint8Array): BytesReply {
    this.octetBody = body;
    return this;
  }

  protected hand(): Status {
    const fields = this.octets.slice();
    for (let i = 0; i < this.fields.length; ++i) {
      const text = unchecked(this.fields[i]);
      const octets = encodeText(text);
      if (octets.length < text.length) return Status.InternalFailure;
      fields.push(octets);
    }
    const body = this.body.length > 0 ? encodeText(this.body) : this.octetBody;
    if (body.length < this.body.length) return Status.InternalFailure;
    countRelease();
    const size = this.status == 204 || this.status == 304 ? 0 : body.length;
    return sendLocalResponse<Uint8Array>(this.status, this.details, fields, body.dataStart, size, this.grpc);
  }

  protected copy(): LocalReply {
    const copy = new BytesReply(this.status);
    for (let i = 0; i < this.fields.length; ++i) copy.fields.push(unchecked(this.fields[i]));
    for (let i = 0; i < this.octets.length; ++i) copy.octets.push(unchecked(this.octets[i]));
    copy.body = this.body;
    copy.octetBody = this.octetBody;
    copy.grpc = this.grpc;
    copy.details = this.details;
    return copy;
  }
}
