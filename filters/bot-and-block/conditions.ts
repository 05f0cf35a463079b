import { CidrSet, clientAddress, lowerCase, normalizePath, Regex, Request } from "sluice/sdk";
import { BlockRule } from "./config";
import { PatternSet } from "./pattern-set";
import { RequestView } from "./request-view";

/** What a rule asks of the head of a request; all of it must hold. */
@final
export class Conditions {
  private readonly methods: string[];
  private readonly userAgents: Regex | null;
  private readonly paths: Regex | null;
  private readonly queries: Regex | null;
  private readonly headerNames: string[] = [];
  private readonly headers: Regex[] = [];
  private readonly addresses: CidrSet | null;
  private readonly isStrict: bool;
  /** What the schema can't say, after the rule's JSON path; empty when there is nothing. */
  fault: string = "";

  constructor(
    config: BlockRule,
    private readonly trustedHops: i32,
  ) {
    this.isStrict = config.action == "allow";
    this.methods = config.methods;
    this.userAgents = this.compile(".user_agents", config.userAgents, config.caseSensitive);
    this.paths = this.compile(".path_patterns", config.pathPatterns, config.caseSensitive);
    for (let i = 0; i < config.pathPatterns.length; ++i) {
      if (!config.pathPatterns[i].startsWith("/")) continue;
      this.fault =
        ".path_patterns[" +
        i.toString() +
        "]: would match in the middle of paths: begin with ^, or with .* to mean that";
    }
    this.queries = this.compile(".queries", config.queries, config.caseSensitive);
    const names = config.headers.keys();
    for (let i = 0; i < names.length; ++i) {
      const compiled = new PatternSet([config.headers.get(names[i])], config.caseSensitive);
      if (compiled.fault.length > 0) this.fault = ".headers." + names[i] + compiled.fault.substring(3);
      const regex = compiled.regex;
      if (regex === null) continue;
      this.headerNames.push(lowerCase(names[i]));
      this.headers.push(regex);
    }
    let addresses: CidrSet | null = null;
    if (config.addresses.length > 0) {
      const parsed = CidrSet.parse(config.addresses);
      addresses = parsed.set;
      if (addresses === null) this.fault = ".addresses" + parsed.error;
    }
    this.addresses = addresses;
  }

  /** Whether there is none, so that it would hold for every request. */
  get isEmpty(): bool {
    const hasText = this.userAgents !== null || this.paths !== null || this.queries !== null;
    return !hasText && this.methods.length == 0 && this.headers.length == 0 && this.addresses === null;
  }

  hold(request: Request, view: RequestView): bool {
    if (this.methods.length > 0 && !this.methods.includes(view.method)) return false;
    const userAgents = this.userAgents;
    if (userAgents !== null && !userAgents.test(view.userAgent)) return false;
    return this.holdsPath(request, view) && this.holdHeaders(request) && this.holdsAddress(request);
  }

  /** Who allows reads a path as access control does: one that servers read in different ways is never let pass. */
  private holdsPath(request: Request, view: RequestView): bool {
    const paths = this.paths;
    if (paths !== null && this.isStrict) {
      const path = normalizePath(request.path);
      if (path === null || !paths.test(path)) return false;
    } else if (paths !== null && !anyMatches(view.paths, paths)) {
      return false;
    }
    const queries = this.queries;
    return queries === null || anyMatches(view.queries, queries);
  }

  private holdHeaders(request: Request): bool {
    for (let i = 0; i < this.headers.length; ++i) {
      if (!request.headers.has(this.headerNames[i])) return false;
      const values = request.headers.getAll(this.headerNames[i]);
      let at = 0;
      while (at < values.length && !this.headers[i].testBytes(values[at])) ++at;
      if (at == values.length) return false;
    }
    return true;
  }

  private holdsAddress(request: Request): bool {
    const addresses = this.addresses;
    if (addresses === null) return true;
    const address = clientAddress(request.headers, this.trustedHops);
    return address !== null && addresses.has(address);
  }

  private compile(member: string, patterns: string[], isCaseSensitive: bool): Regex | null {
    if (patterns.length == 0) return null;
    const compiled = new PatternSet(patterns, isCaseSensitive);
    if (compiled.fault.length > 0) this.fault = member + compiled.fault;
    return compiled.regex;
  }
}

/** Whether one of the readings matches. */
export function anyMatches(readings: string[], regex: Regex): bool {
  for (let i = 0; i < readings.length; ++i) {
    if (regex.test(readings[i])) return true;
  }
  return false;
}
