import { findPathFault, isAnyMediaType, isAnyStatus, lowerCase, matchesAnyPathPrefix } from "sluice/sdk";
import { CacheRule } from "./config";
import { Policy } from "./policy";

/** A rule made ready: what it is for, and what it says. */
@final
export class Rule {
  readonly policy: Policy;
  /** What the schema of the configuration can't say, after the rule's JSON path; empty when there is nothing. */
  fault: string = "";
  private readonly methods: string[];
  private readonly paths: string[];
  private readonly statuses: string[];
  private readonly contentTypes: string[] = [];

  constructor(config: CacheRule) {
    const policy = new Policy(config);
    this.policy = policy;
    this.methods = config.methods;
    this.paths = config.paths;
    this.statuses = config.status;
    for (let i = 0; i < config.contentTypes.length; ++i) this.contentTypes.push(lowerCase(config.contentTypes[i]));
    let fault = policy.fault;
    for (let i = 0; i < config.paths.length; ++i) {
      const pathFault = findPathFault(config.paths[i]);
      if (pathFault !== null) fault = ".paths[" + i.toString() + "]: " + pathFault;
    }
    this.fault = fault;
  }

  get hasPaths(): bool {
    return this.paths.length > 0;
  }

  get hasContentTypes(): bool {
    return this.contentTypes.length > 0;
  }

  /** @param path as `normalizePath` has it; null, which servers read in different ways, lies under every path */
  isForRequest(method: string, path: string | null): bool {
    if (this.methods.length > 0 && !this.methods.includes(method)) return false;
    return this.paths.length == 0 || path === null || matchesAnyPathPrefix(path, this.paths);
  }

  isForStatus(status: string): bool {
    return this.statuses.length == 0 || isAnyStatus(status, this.statuses);
  }

  /** @param contentType as `mediaTypeOf` has it */
  isForContentType(contentType: string): bool {
    return this.contentTypes.length == 0 || isAnyMediaType(contentType, this.contentTypes);
  }
}
