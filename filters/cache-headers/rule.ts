import { isAnyMediaType, isAnyStatus, lowerCase, RequestMatch } from "sluice/sdk";
import { CacheRule } from "./config";
import { Policy } from "./policy";

/** A rule made ready: what it is for, and what it says. */
@final
export class Rule {
  readonly policy: Policy;
  /** What the schema of the configuration can't say, after the rule's JSON path; empty when there is nothing. */
  fault: string = "";
  /** Which requests it is for. */
  readonly match: RequestMatch;
  private readonly statuses: string[];
  private readonly contentTypes: string[] = [];

  constructor(config: CacheRule) {
    const policy = new Policy(config);
    this.policy = policy;
    const match = new RequestMatch(
      config.methods,
      config.paths,
      config.prefix,
      config.exact,
      config.template,
      config.headers,
    );
    this.match = match;
    this.statuses = config.status;
    for (let i = 0; i < config.contentTypes.length; ++i) this.contentTypes.push(lowerCase(config.contentTypes[i]));
    this.fault = policy.fault.length > 0 ? policy.fault : match.fault;
  }

  get hasContentTypes(): bool {
    return this.contentTypes.length > 0;
  }

  isForStatus(status: string): bool {
    return this.statuses.length == 0 || isAnyStatus(status, this.statuses);
  }

  /** @param contentType as `mediaTypeOf` has it */
  isForContentType(contentType: string): bool {
    return this.contentTypes.length == 0 || isAnyMediaType(contentType, this.contentTypes);
  }
}
