import { Counter, currentRequest, currentStream, Flow, normalizePath, Request, splitText } from "sluice/sdk";
import { AccessRule } from "./access-rule";
import { Authenticator, Outcome } from "./authenticator";
import { Resumption } from "./jwks-source";
import { RefusalReply } from "./refusal-reply";

const admitted: Counter = new Counter("auth_admitted", ["provider"]);

const refused: Counter = new Counter("auth_refused", ["provider", "reason"]);

/** What no path of a rule matches. */
const NO_PATH: string = "?";

/** Decides about requests, by the rules in their order: the first that matches counts, and none denies. */
@final
export class Gate extends Resumption {
  private readonly ownHeaders: Array<string> = new Array<string>();
  private hasPathRules: bool = false;

  constructor(
    private readonly reply: RefusalReply,
    private readonly rules: Array<AccessRule>,
    /** Whether a path that servers read differently is just one that no rule's path matches. */
    private readonly takesAnyPath: bool,
  ) {
    super();
  }

  /** Begins the work, once the rules are there: `authenticators` are all that there are. */
  open(authenticators: Array<Authenticator>): void {
    for (let i = 0; i < authenticators.length; ++i) {
      const names = authenticators[i].forwarded;
      for (let j = 0; j < names.length; ++j) this.ownHeaders.push(names[j]);
      authenticators[i].open();
    }
    for (let i = 0; i < this.rules.length; ++i) this.hasPathRules = this.hasPathRules || this.rules[i].hasPath;
  }

  /** Lets the request go on, answers it, or keeps it waiting. `waited` is whom it has waited for already. */
  decide(request: Request, waited: Authenticator | null): Flow {
    let path = NO_PATH;
    if (this.hasPathRules) {
      const normalized = normalizePath(request.path);
      if (normalized !== null) path = normalized;
      else if (!this.takesAnyPath) return this.refuse("none", "ambiguous path", this.reply.ambiguousPath(request));
    }
    const rule = this.findRule(request, path);
    if (rule === null) return this.refuse("none", "no rule", this.reply.forbidden(request, "no rule"));
    if (rule.access == "deny") return this.refuse("none", "denied", this.reply.forbidden(request, "denied"));
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
    if (unavailable !== null) {
      const flow = this.reply.unavailable(request, unavailable.reason);
      return this.refuse(unavailable.name, unavailable.reason, flow);
    }
    const reason = unwelcome === null ? "missing token" : unwelcome.reason;
    const flow = this.reply.unauthorized(request, authenticators, unwelcome, reason);
    return this.refuse(unwelcome === null ? "none" : unwelcome.name, reason, flow);
  }

  private finish(request: Request, rule: AccessRule, authenticator: Authenticator): Flow {
    if (!rule.admits(authenticator.claims)) {
      const flow = this.reply.insufficientScope(request, rule.scope);
      return this.refuse(authenticator.name, "insufficient scope", flow);
    }
    const flow = this.admit(request, authenticator.name);
    authenticator.forward(request);
    return flow;
  }

  private admit(request: Request, name: string): Flow {
    // Who else could say who somebody is: these headers are the upstream's word for it.
    for (let i = 0; i < this.ownHeaders.length; ++i) request.headers.delete(this.ownHeaders[i]);
    admitted.increment(1, name);
    return Flow.Continue;
  }

  private refuse(name: string, reason: string, flow: Flow): Flow {
    refused.increment(1, name, splitText(reason, 0x20).join("_"));
    return flow;
  }
}
