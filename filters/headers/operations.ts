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
    const matches = new StreamMatches(valuesOf(NO_VALUES.pathValues, this.captures));
    const facts = new RequestFacts(request);
    for (let i = 0; i < this.rules.length; ++i) {
      const rule = this.rules[i];
      const pathValues = rule.conditions.matchRequest(facts);
      let values: StreamValues | null = null;
      if (pathValues !== null) values = valuesOf(pathValues, rule.captures);
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
    // Conditions are on the response as it came, so all are looked at before the first operation.
    let held: u64 = 0;
    for (let i = 0; i < this.rules.length; ++i) {
      const rule = unchecked(this.rules[i]);
      if (rule.response.length == 0 || this.valuesFor(i, matches) === null) continue;
      if (rule.conditions.matchesResponse(response)) held |= (<u64>1) << i;
    }
    applyAll(this.response, response.headers, matches === null ? NO_VALUES : matches.all);
    for (let i = 0; held != 0; ++i, held >>= 1) {
      const values = (held & 1) != 0 ? this.valuesFor(i, matches) : null;
      if (values !== null) applyAll(this.rules[i].response, response.headers, values);
    }
  }

  private valuesFor(rule: i32, matches: StreamMatches | null): StreamValues | null {
    if (matches !== null) return matches.rules[rule];
    return this.rules[rule].conditions.areOfRequest ? null : NO_VALUES;
  }

  get hasRules(): bool {
    return this.rules.length > 0;
  }
}

/** What a rule knows of the stream; most know nothing, and share that. */
function valuesOf(pathValues: Array<string | null>, captures: Template[]): StreamValues {
  if (pathValues.length == 0 && captures.length == 0) return NO_VALUES;
  const values = new StreamValues(pathValues);
  values.capture(captures);
  return values;
}

function applyAll(list: MessageOperation[], headers: Headers, values: StreamValues): bool {
  for (let i = 0; i < list.length; ++i) {
    if (!unchecked(list[i]).apply(headers, values)) return false;
  }
  return true;
}
