import { Bytes, HttpFilter, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { BodyFilter } from "./body-filter";
import { BotAndBlockFilter } from "./bot-and-block-filter";
import { BotAndBlockConfig } from "./config";
import { RuleBook } from "./rule-book";

/** One configuration of `bot-and-block`: patterns are compiled once, not per request. */
class BotAndBlockPlugin extends Plugin {
  private book: RuleBook | null = null;
  private filter: HttpFilter | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = BotAndBlockConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const book = new RuleBook(config);
    const problem = book.problem;
    if (problem !== null) return new Refusal(problem);
    this.book = book;
    this.filter = book.needsBodies ? null : new BotAndBlockFilter(book);
    return null;
  }

  createFilter(): HttpFilter | null {
    const book = this.book;
    return this.filter !== null || book === null ? this.filter : new BodyFilter(book);
  }
}

registerPlugin("bot-and-block", () => new BotAndBlockPlugin());
