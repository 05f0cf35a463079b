import { Bytes, HttpFilter, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { CacheHeadersFilter } from "./cache-headers-filter";
import { CacheHeadersConfig } from "./config";
import { RuleBook } from "./rule-book";

/** One configuration of `cache-headers`: directives are read and headers made ready once, not per response. */
class CacheHeadersPlugin extends Plugin {
  private book: RuleBook | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = CacheHeadersConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const book = new RuleBook(config.rules);
    const problem = book.problem;
    if (problem !== null) return new Refusal(problem);
    this.book = book;
    return null;
  }

  createFilter(): HttpFilter | null {
    const book = this.book;
    return book === null ? null : new CacheHeadersFilter(book);
  }
}

registerPlugin("cache-headers", () => new CacheHeadersPlugin());
