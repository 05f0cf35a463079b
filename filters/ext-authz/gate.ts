import { BytesReply, Counter, Flow, LocalReply, markAuthenticated, Request } from "sluice/sdk";
import { writeFields } from "./answer-field";
import { AuthorizationService } from "./authorization-service";
import { Decision, Verdict } from "./decision";
import { DecisionCache } from "./decision-cache";
import { UncheckedRules } from "./unchecked-rules";

/** Tells the upstream that nobody decided about a request, as Envoy's own ext_authz does. */
const FAILURE_MODE_ALLOWED: string = "x-envoy-auth-failure-mode-allowed";

const decisions = new Counter("ext_authz_decisions", ["outcome"]);

/** Carries decisions out: one for all streams. */
@final
export class Gate {
  isOpenOnFailure: bool = false;
  saysSoOnFailure: bool = false;
  statusOnError: u32 = 403;
  /** The most bytes of a body that the service is told; 0 tells it none. */
  bodyBytesMax: u32 = 0;
  allowsPartialBody: bool = false;
  cache: DecisionCache | null = null;

  constructor(
    readonly service: AuthorizationService,
    private readonly unchecked: UncheckedRules,
  ) {}

  /** Whether the request passes unasked; then it is ready to. */
  skips(request: Request): bool {
    if (!this.unchecked.match(request)) return false;
    decisions.increment(1, "unchecked");
    this.service.removeOwn(request);
    return true;
  }

  /** Lets the request go on with what the service has for it, or answers it. */
  carryOut(request: Request, decision: Decision): Flow {
    if (decision.verdict == Verdict.Denied) return this.deny(request, decision);
    if (decision.verdict == Verdict.Failed) return this.fail(request);
    this.service.removeOwn(request);
    for (let i = 0; i < decision.removedNames.length; ++i) request.headers.delete(decision.removedNames[i]);
    if (!writeFields(request.headers, decision.upstreamFields)) return this.refuseFailed(request);
    markAuthenticated();
    decisions.increment(1, "allowed");
    return Flow.Continue;
  }

  /** Answers a request that can't be put to the service. It passes in no mode: a client could bring that about. */
  refuse(request: Request, status: u32): Flow {
    decisions.increment(1, "unanswerable");
    const reply = new LocalReply(status);
    reply.details = "ext_authz_unanswerable";
    return request.respond(reply);
  }

  private deny(request: Request, decision: Decision): Flow {
    decisions.increment(1, "denied");
    const reply = new BytesReply(decision.status);
    reply.bytes(decision.body);
    const fields = decision.clientFields;
    let hasMediaType = decision.body.length == 0;
    for (let i = 0; i < fields.length; ++i) {
      const isMediaType = fields[i].name == "content-type";
      if (isMediaType && hasMediaType) continue;
      reply.headerBytes(fields[i].name, fields[i].value);
      if (isMediaType) hasMediaType = true;
    }
    if (!hasMediaType) reply.header("content-type", "text/plain");
    reply.details = "ext_authz_denied";
    return request.respond(reply);
  }

  private fail(request: Request): Flow {
    if (!this.isOpenOnFailure) return this.refuseFailed(request);
    // A cache would give what it stores now to those whom the service refuses later.
    markAuthenticated();
    decisions.increment(1, "error_allowed");
    this.service.removeOwn(request);
    request.headers.delete(FAILURE_MODE_ALLOWED);
    if (this.saysSoOnFailure) request.headers.set(FAILURE_MODE_ALLOWED, "true");
    return Flow.Continue;
  }

  private refuseFailed(request: Request): Flow {
    decisions.increment(1, "error");
    const reply = new LocalReply(this.statusOnError);
    reply.details = "ext_authz_error";
    return request.respond(reply);
  }
}
