import {
  announcesMoreThan,
  Flow,
  Headers,
  HttpFilter,
  isEncoded,
  LocalReply,
  normalizePath,
  Request,
} from "sluice/sdk";
import { MediaType } from "./media-type";
import { Reason, replyTo, replyToFault } from "./refusal";
import { Rule } from "./rule";

/** Checks the body of one request by the first rule that is for it. */
@final
export class BodyGuardFilter extends HttpFilter {
  private rule: Rule | null = null;
  private isJson: bool = false;
  /** Whether any body is one too many, since it has no content type. */
  private isUntyped: bool = false;

  constructor(
    private readonly rules: Rule[],
    private readonly hasPaths: bool,
  ) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    const path = this.hasPaths ? normalizePath(request.path) : "";
    const rule = this.find(request, path);
    if (rule === null) return Flow.Continue;
    if (path === null) return this.refuse(request, rule, Reason.PATH, replyTo(Reason.PATH));
    if (request.endOfStream) return this.onNoBody(request, rule);
    const type = new MediaType(request.headers.get("content-type"));
    const reason = findReason(request.headers, type, rule);
    // A client that sends no body may announce one, without a type; whether one comes is known later.
    this.isUntyped = reason == Reason.TYPE && type.name.length == 0;
    if (reason.length > 0 && !this.isUntyped) return this.refuse(request, rule, reason, replyTo(reason));
    this.rule = rule;
    this.isJson = type.isJson;
    return Flow.Continue;
  }

  requestBodyLimit(): u32 {
    const rule = this.rule;
    return rule === null ? 0 : rule.bytesMax;
  }

  onWholeRequestBody(request: Request): Flow {
    const rule = this.rule;
    if (rule === null) return Flow.Continue;
    if (request.body.byteLength == 0) return this.onNoBody(request, rule);
    if (this.isUntyped) return this.refuse(request, rule, Reason.TYPE, replyTo(Reason.TYPE));
    if (!this.isJson) return Flow.Continue;
    const bytes = request.body.bytes();
    if (bytes === null) return this.onRequestBodyTooLarge(request);
    const fault = rule.check(bytes);
    if (fault === null) return Flow.Continue;
    return this.refuse(request, rule, fault.isJson ? Reason.CONTENT : Reason.JSON, replyToFault(fault));
  }

  onRequestBodyTooLarge(request: Request): Flow {
    const rule = this.rule;
    return rule === null ? Flow.Continue : this.refuse(request, rule, Reason.SIZE, replyTo(Reason.SIZE));
  }

  private find(request: Request, path: string | null): Rule | null {
    for (let i = 0; i < this.rules.length; ++i) {
      const rule = unchecked(this.rules[i]);
      if (rule.match.holds(request, path)) return rule;
    }
    return null;
  }

  private onNoBody(request: Request, rule: Rule): Flow {
    return rule.isRequired ? this.refuse(request, rule, Reason.MISSING, replyTo(Reason.MISSING)) : Flow.Continue;
  }

  private refuse(request: Request, rule: Rule, reason: string, reply: LocalReply): Flow {
    rule.count(reason);
    this.rule = null;
    if (rule.isShadow) return Flow.Continue;
    reply.details = "body_guard_" + rule.name + "_" + reason;
    return request.respond(reply);
  }
}

/** What the head says against the body that follows; empty when nothing. */
function findReason(headers: Headers, type: MediaType, rule: Rule): string {
  if (isEncoded(headers)) return Reason.ENCODING;
  if (rule.contentTypes.length > 0 && !type.isOneOf(rule.contentTypes)) return Reason.TYPE;
  if (type.isJson && type.isForeign) return Reason.TYPE;
  return announcesMoreThan(headers, rule.bytesMax) ? Reason.SIZE : "";
}
