import { Template } from "sluice/sdk";
import { compileOperations } from "./compile-operations";
import { Conditions } from "./conditions";
import { Rule as RuleConfig } from "./config";
import { Fault } from "./fault";
import { MessageOperation } from "./message-operation";
import { Scope } from "./scope";

/** A rule, made ready from its configuration. */
@final
export class Rule {
  readonly conditions: Conditions;
  readonly request: MessageOperation[];
  readonly response: MessageOperation[];
  /** Templates of the response that say something of the request. */
  readonly captures: Template[];

  constructor(path: string, config: RuleConfig) {
    const conditions = new Conditions(path + ".when", config.when);
    const scope = new Scope(conditions.path.names, conditions.hosts);
    this.conditions = conditions;
    this.request = compileOperations(path + ".request", config.request, scope);
    scope.isOfResponse = true;
    this.response = compileOperations(path + ".response", config.response, scope);
    this.captures = scope.captures;
    if (conditions.areOfResponse && config.request.length > 0) {
      Fault.set(path + ".when", "is about the response: request must be empty");
    }
  }

  /** Whether what is done to the response depends on the request. */
  get remembersRequest(): bool {
    return this.response.length > 0 && (this.conditions.areOfRequest || this.captures.length > 0);
  }
}
