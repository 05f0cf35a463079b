import { Headers, Request, Response, Template } from "sluice/sdk";
import { compileOperations } from "./compile-operations";
import { HeadersConfig } from "./config";
import { MessageOperation } from "./message-operation";
import { RequestFacts } from "./request-facts";
import { Rule } from "./rule";
import { Scope } from "./scope";
import { NO_VALUES, StreamValues } from "./stream-values";

/** What is known of one stream: what holds for all, then for each rule what it found, null where it does not hold. */
export class StreamMatches {
  readonly rules: Array<StreamValues | null> = [];

  constructor(readonly all: StreamValues) {}
}

/** What a configuration says, made ready once. */
@final
export class Operations {
  private readonly request: MessageOperation[];
  private readonly response: MessageOperation[];
  private readonly rules: Rule[];
  /** Templates of `response` that say something of the request. */
  private readonly captures: Template[];
  /** Whether what is done to a response depends on its request, which is gone by then. */
  readonly rememberRequest: bool;

  constructor(config: HeadersConfig) {
    const scope = new Scope([], []);
    this.request = compileOperations("$.request", config.request, scope);
    scope.isOfResponse = true;
    this.response = compileOperations("$.response", config.response, scope);
    this.captures = scope.captures;
    let rememberRequest = scope.captures.length > 0;
    const rules: Rule[] = [];
    for (let i = 0; i < config.rules.length; ++i) {
      const rule = new Rule("$.rules[" + i.toString() + "]", config.rules[i]);
      rules.push(rule);
      if (rule.remembersRequest) rememberRequest = true;
    }
    this.rules = rules;
    this.rememberRequest = rememberRequest;
  }

  /** Looks at a request as it came: which rules hold, and what their responses will say of it. */
  match(request: Request): StreamMatches {
    let all = NO_VALUES;
    if (this.captures.length > 0) {
      all = new StreamValues([]);
      all.capture(this.captures);
    }
    const matches = new StreamMatches(all);
    const facts = new RequestFacts(request);
    for (let i = 0; i < this.rules.length; ++i) {
      const rule = this.rules[i];
      const pathValues = rule.conditions.matchRequest(facts);
      let values: StreamValues | null = null;
      if (pathValues !== null) {
        values = new StreamValues(pathValues);
        values.capture(rule.captures);
      }
      matches.rules.push(values);
    }
    return matches;
  }

  /** False when the request was answered. Without rules there are no matches to look up. */
  applyToRequest(headers: Headers, matches: StreamMatches | null): bool {
    if (!applyAll(this.request, headers, NO_VALUES)) return false;
    if (matches === null) return true;
    for (let i = 0; i < this.rules.length; ++i) {
      const values = matches.rules[i];
      if (values !== null && !applyAll(this.rules[i].request, headers, values)) return false;
    }
    return true;
  }

  /** `matches` is null where no request was seen: of a local reply before this filter, or where none is remembered. */
  applyToResponse(response: Response, matches: StreamMatches | null): void {
    const held: Array<StreamValues | null> = [];
    for (let i = 0; i < this.rules.length; ++i) {
      const rule = this.rules[i];
      let values: StreamValues | null = null;
      if (matches !== null) values = matches.rules[i];
      else if (!rule.conditions.areOfRequest) values = NO_VALUES;
      const isHeld = values !== null && rule.response.length > 0 && rule.conditions.matchesResponse(response);
      held.push(isHeld ? values : null);
    }
    applyAll(this.response, response.headers, matches === null ? NO_VALUES : matches.all);
    for (let i = 0; i < held.length; ++i) {
      const values = held[i];
      if (values !== null) applyAll(this.rules[i].response, response.headers, values);
    }
  }

  get hasRules(): bool {
    return this.rules.length > 0;
  }
}

function applyAll(list: MessageOperation[], headers: Headers, values: StreamValues): bool {
  for (let i = 0; i < list.length; ++i) {
    if (!unchecked(list[i]).apply(headers, values)) return false;
  }
  return true;
}
