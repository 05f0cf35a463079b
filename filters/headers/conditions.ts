import { Expression, isAnyStatus, lowerCase, Response } from "sluice/sdk";
import { compileExpression } from "./cel";
import { Conditions as ConditionsConfig } from "./config";
import { HeaderConditions } from "./header-conditions";
import { isHostOf } from "./is-host-of";
import { PathConditions } from "./path-conditions";
import { RequestFacts } from "./request-facts";
import { NO_VALUES } from "./stream-values";

/** What must hold for a rule's operations to be carried out. */
@final
export class Conditions {
  readonly path: PathConditions;
  readonly hosts: string[];
  private readonly methods: string[];
  private readonly headers: HeaderConditions;
  private readonly expression: Expression | null;
  private readonly statuses: string[];
  private readonly responseHeaders: HeaderConditions;

  constructor(path: string, config: ConditionsConfig) {
    this.methods = config.methods;
    const hosts: string[] = [];
    for (let i = 0; i < config.hosts.length; ++i) hosts.push(lowerCase(config.hosts[i]));
    this.hosts = hosts;
    this.path = new PathConditions(path, config);
    this.headers = new HeaderConditions(path + ".headers", "request.headers", config.headers);
    const expression = config.expression;
    this.expression = expression === null ? null : compileExpression(path + ".expression", expression);
    this.statuses = config.status;
    this.responseHeaders = new HeaderConditions(path + ".response_headers", "response.headers", config.responseHeaders);
  }

  /** Whether there is a condition on the request. */
  get areOfRequest(): bool {
    return (
      this.methods.length > 0 ||
      this.hosts.length > 0 ||
      this.expression !== null ||
      !this.path.isEmpty ||
      !this.headers.isEmpty
    );
  }

  /** Whether there is a condition on the response. */
  get areOfResponse(): bool {
    return this.statuses.length > 0 || !this.responseHeaders.isEmpty;
  }

  /** What the path has in the places that the conditions name; null where one on the request does not hold. */
  matchRequest(facts: RequestFacts): Array<string | null> | null {
    if (this.methods.length > 0 && !this.methods.includes(facts.method)) return null;
    if (this.hosts.length > 0 && !isHostOf(facts.host, this.hosts)) return null;
    if (!this.headers.hold(facts.request.headers)) return null;
    const expression = this.expression;
    if (expression !== null && !expression.test()) return null;
    return this.path.isEmpty ? NO_VALUES.pathValues : this.path.match(facts);
  }

  matchesResponse(response: Response): bool {
    return this.matchesStatus(response) && this.responseHeaders.hold(response.headers);
  }

  private matchesStatus(response: Response): bool {
    if (this.statuses.length == 0) return true;
    const status = response.headers.get(":status");
    return status !== null && isAnyStatus(status, this.statuses);
  }
}
