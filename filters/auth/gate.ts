import { Counter, currentRequest, currentStream, Flow, markAuthenticated, normalizePath, Request } from "sluice/sdk";
import { AccessRule } from "./access-rule";
import { Authenticator, Outcome } from "./authenticator";
import { Resumption } from "./jwks-source";
import { refuse, RefusalReply } from "./refusal-reply";

const admitted: Counter = new Counter("auth_admitted", ["provider"]);

/** What no path of a rule matches. */
const NO_PATH: string = "?";

/** Decides about requests, by the rules in their order: the first that matches counts, and none denies. */
@final
export class Gate extends Resumption {
  /** Headers that only an authenticator sets: they are the upstream's word for who somebody is. */
  readonly ownHeaders: Array<string> = new Array<string>();
  /** Whether a rule looks at paths. */
  hasPathRules: bool = false;

  constructor(
    private readonly reply: RefusalReply,
    private readonly rules: Array<AccessRule>,
    /** Whether a path that servers read differently is just one that no rule's path matches. */
    private readonly takesAnyPath: bool,
  ) {
    super();
  }

  /** Lets the request go on, answers it, or keeps it waiting. `waited` is whom it has waited for already. */
  decide(request: Request, waited: Authenticator | null): Flow {
    let path = NO_PATH;
    if (this.hasPathRules) {
      const normalized = normalizePath(request.path);
      if (normalized !== null) path = normalized;
      else if (!this.takesAnyPath) return refuse(request, 400, null, "ambiguous path");
    }
    const rule = this.findRule(request, path);
    if (rule === null || rule.access == "deny") {
      return refuse(request, 403, null, rule === null ? "no rule" : "denied");
    }
    if (rule.access == "anonymous") return this.admit(request, "anonymous");
    return this.authenticate(request, rule, waited);
  }

  goOn(waited: Authenticator): void {
    if (this.decide(currentRequest, waited) == Flow.Continue) currentRequest.resume();
  }

  private findRule(request: Request, path: string): AccessRule | null {
    for (let i = 0; i < this.rules.length; ++i) {
      if (this.rules[i].matches(request, path)) return this.rules[i];
    }
    return null;
  }

  private authenticate(request: Request, rule: AccessRule, waited: Authenticator | null): Flow {
    const authenticators = rule.authenticators;
    let unwelcome: Authenticator | null = null;
    let unavailable: Authenticator | null = null;
    for (let i = 0; i < authenticators.length; ++i) {
      const authenticator = authenticators[i];
      const outcome = authenticator.check(request, waited);
      if (outcome == Outcome.Accepted) return this.finish(request, rule, authenticator);
      if (outcome == Outcome.Waiting) {
        authenticator.wait(currentStream());
        return Flow.PauseAndWatermark;
      }
      if (outcome == Outcome.Refused && unwelcome === null) unwelcome = authenticator;
      if (outcome == Outcome.Unavailable) unavailable = authenticator;
    }
    if (unwelcome === null && unavailable === null && rule.access == "optional") {
      return this.admit(request, "anonymous");
    }
    if (unavailable !== null) return refuse(request, 503, unavailable, unavailable.reason);
    return this.reply.unauthorized(request, authenticators, unwelcome);
  }

  private finish(request: Request, rule: AccessRule, authenticator: Authenticator): Flow {
    if (!rule.admits(authenticator.claims)) return this.reply.insufficientScope(request, authenticator, rule.scope);
    const flow = this.admit(request, authenticator.name);
    markAuthenticated();
    authenticator.hide(request);
    authenticator.forward(request);
    return flow;
  }

  private admit(request: Request, name: string): Flow {
    for (let i = 0; i < this.ownHeaders.length; ++i) request.headers.delete(this.ownHeaders[i]);
    admitted.increment(1, name);
    return Flow.Continue;
  }
}
