import { Flow, isEncoded, LocalReply, Request } from "sluice/sdk";
import { BodyView, isForm } from "./body-view";
import { BotAndBlockFilter, refuse } from "./bot-and-block-filter";
import { Action, Rule } from "./rule";
import { RuleBook } from "./rule-book";

/** Decides on one request by its head and body. */
@final
export class BodyFilter extends BotAndBlockFilter {
  /** Rules whose conditions hold but for the body's. */
  private readonly waiting: Rule[] = [];
  private isForm: bool = false;

  constructor(book: RuleBook) {
    super(book);
  }

  onRequestHeaders(request: Request): Flow {
    const flow = this.decide(request, this.waiting);
    if (flow != Flow.Continue || this.waiting.length == 0) return flow;
    this.isForm = isForm(request.headers);
    if (!isEncoded(request.headers)) return flow;
    this.waiting.length = 0;
    return this.book.passesUnread ? flow : request.respond(new LocalReply(415));
  }

  requestBodyLimit(): u32 {
    return this.waiting.length == 0 ? 0 : this.book.bodyBytesMax;
  }

  onWholeRequestBody(request: Request): Flow {
    const bytes = request.body.bytes();
    if (bytes === null) return this.onRequestBodyTooLarge(request);
    const body = new BodyView(bytes, this.isForm);
    for (let i = 0; i < this.waiting.length; ++i) {
      const rule = this.waiting[i];
      if (!rule.holdsBody(body)) continue;
      rule.count();
      if (rule.action == Action.Block) return refuse(request, this.book.status, rule);
    }
    return Flow.Continue;
  }

  onRequestBodyTooLarge(request: Request): Flow {
    return this.book.passesUnread ? Flow.Continue : request.respond(new LocalReply(413));
  }
}
