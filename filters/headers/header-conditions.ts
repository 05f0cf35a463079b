import { Expression, Headers, lowerCase, quoteJson } from "sluice/sdk";
import { compileMatch } from "./cel";
import { HeaderCondition } from "./config";

/**
 * Conditions on headers, all of which must hold. Of a header with several values the first counts; for a regular expression they are joined
 * by commas.
 */
@final
export class HeaderConditions {
  private readonly names: string[] = [];
  private readonly patterns: Array<Expression | null> = [];

  /** `attribute`: Envoy's name of the headers, for its regular expressions. */
  constructor(
    path: string,
    attribute: string,
    private readonly list: HeaderCondition[],
  ) {
    for (let i = 0; i < list.length; ++i) {
      const name = lowerCase(list[i].name);
      const place = path + "[" + i.toString() + "].value";
      const header = attribute + "[" + quoteJson(name) + "]";
      this.names.push(name);
      this.patterns.push(list[i].match == "regex" ? compileMatch(place, header, list[i].value) : null);
    }
  }

  get isEmpty(): bool {
    return this.list.length == 0;
  }

  hold(headers: Headers): bool {
    for (let i = 0; i < this.list.length; ++i) {
      const value = headers.getBytes(unchecked(this.names[i]));
      if (value === null) {
        if (this.list[i].match != "absent") return false;
        continue;
      }
      if (this.list[i].match == "absent") return false;
      if (this.list[i].match == "exact" && value.toString() != this.list[i].value) return false;
      const pattern = unchecked(this.patterns[i]);
      if (pattern !== null && !pattern.test()) return false;
    }
    return true;
  }
}
