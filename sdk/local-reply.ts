import { GrpcStatus, Status } from "../assembly/shared/abi";
import { COMES_BACK } from "../assembly/build";
import { NO_GRPC_STATUS, sendLocalResponse } from "../assembly/hostcalls/local-response";
import { isFieldName, isFieldText } from "../assembly/field-value";
import { countRelease, currentContext, endPauses, mayAnswer, mayRelease } from "../assembly/dispatcher/current";
import { Postponed, postponeReply } from "../assembly/dispatcher/postponed";
import { LiveContext } from "../assembly/live-context";
import { payloadSize, placePayload } from "./payload";

/**
 * An answer that the filter gives itself, in place of the upstream (Envoy's word: local reply).
 *
 * @example
 * return request.respond(new LocalReply(403).header("x-reason", "closed").json('{"reason":"closed"}'));
 */
export class LocalReply {
  protected readonly fields: Array<string> = new Array<string>();
  protected body: string = "";
  protected isMalformed: bool = false;
  protected grpc: i32 = NO_GRPC_STATUS;
  /** Goes to Envoy's access log as `%RESPONSE_CODE_DETAILS%`; never to the client. */
  details: string = "";

  /** Without a body, until `text` or `json` gives it one; 204 and 304 have none. */
  constructor(
    /** The HTTP status, 200 to 599. */
    readonly status: u32,
  ) {}

  /**
   * Adds a header field. With a control character but the tab in its value, or a name that is no token, the whole reply becomes one that `send`
   * refuses.
   */
  header(name: string, value: string): LocalReply {
    if (!isFieldName(name) || !isFieldText(value)) this.isMalformed = true;
    this.fields.push(name);
    this.fields.push(value);
    return this;
  }

  /** Sets the body, as `text/plain`. */
  text(body: string): LocalReply {
    return this.content("text/plain", body);
  }

  /** Sets the body, as `application/json`. */
  json(body: string): LocalReply {
    return this.content("application/json", body);
  }

  /** Sets the body, as a media type of your choice, such as `application/problem+json`. */
  content(mediaType: string, body: string): LocalReply {
    this.body = body;
    return this.header("content-type", mediaType);
  }

  /**
   * What a gRPC client gets as `grpc-status`, with the body as its message; without it Envoy derives one from the HTTP status.
   * Any other client sees the HTTP status alone: one that refuses the request needs both, `new LocalReply(403).grpcStatus(…)`.
   */
  grpcStatus(status: GrpcStatus): LocalReply {
    this.grpc = status;
    return this;
  }

  /**
   * Sends it to the client of the stream that the callback is for, once the callback has returned. `Status.BadArgument` for a status
   * that is not from 200 to 599, where there is no client any more (in `onLog`, `onDone` and `onDelete`, Envoy would crash), and where the
   * same callback has answered or closed the stream already: the first holds. (ABI: `proxy_send_local_response`.)
   */
  send(): Status {
    if (this.isMalformed || this.status < 200 || this.status > 599 || !mayAnswer()) return Status.BadArgument;
    const live = currentContext();
    const status =
      !COMES_BACK || live === null || mayRelease() ? this.hand() : postponeReply(new PostponedReply(live, this.copy()));
    if (status == Status.Ok) endPauses();
    return status;
  }

  /**
   * Sends it, or where the host does not take it a 500: who refuses a message is not overruled by a failure.
   *
   * @internal
   */
  sendSurely(): void {
    if (this.send() != Status.Ok) new LocalReply(500).send();
  }

  /** @internal */
  protected hand(): Status {
    countRelease();
    const start = placePayload<string>(this.status == 204 || this.status == 304 ? "" : this.body);
    return sendLocalResponse<string>(this.status, this.details, this.fields, start, payloadSize(), this.grpc);
  }

  /** @internal */
  protected copy(): LocalReply {
    const copy = new LocalReply(this.status);
    for (let i = 0; i < this.fields.length; ++i) copy.fields.push(unchecked(this.fields[i]));
    copy.body = this.body;
    copy.grpc = this.grpc;
    copy.details = this.details;
    return copy;
  }
}

/** A reply to one stream of too many for one callback. */
@final
class PostponedReply extends Postponed {
  constructor(
    live: LiveContext,
    private readonly reply: LocalReply,
  ) {
    super(live);
  }

  act(): void {
    this.reply.sendSurely();
  }
}
