import { describeProblem, Flow, GrpcStatus, HttpFilter, LocalReply, Request } from "sluice/sdk";
import { RequestView } from "./request-view";
import { Action, Rule } from "./rule";
import { RuleBook } from "./rule-book";

/** Decides on requests by their heads; one object for all streams. */
export class BotAndBlockFilter extends HttpFilter {
  constructor(protected readonly book: RuleBook) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    return this.decide(request, null);
  }

  /** Goes through the rules; those that wait for a body are put aside where their other conditions hold. */
  protected decide(request: Request, waiting: Rule[] | null): Flow {
    const book = this.book;
    const view = new RequestView(request);
    let tags = "";
    for (let i = 0; i < book.rules.length; ++i) {
      const rule = unchecked(book.rules[i]);
      if (rule.needsBody && request.endOfStream) continue;
      if (!rule.holdsHead(request, view)) continue;
      if (rule.needsBody) {
        if (waiting !== null) waiting.push(rule);
        continue;
      }
      rule.count();
      if (rule.action == Action.Block) return refuse(request, book.status, rule);
      if (rule.action == Action.Tag) tags += tags.length == 0 ? rule.name : "," + rule.name;
      if (rule.action != Action.Allow) continue;
      if (waiting !== null) waiting.length = 0;
      break;
    }
    if (tags.length > 0) request.headers.set(book.tagHeader, tags);
    else if (book.tags) request.headers.delete(book.tagHeader);
    return Flow.Continue;
  }
}

/** Answers who is blocked; which rule it was, only the log says. */
export function refuse(request: Request, status: u32, rule: Rule): Flow {
  const reply = new LocalReply(status).grpcStatus(GrpcStatus.PermissionDenied);
  reply.details = "bot_and_block_" + rule.name;
  return request.respond(
    describeProblem(reply, request.headers.get("accept"), status == 403 ? "Forbidden" : "Refused"),
  );
}
