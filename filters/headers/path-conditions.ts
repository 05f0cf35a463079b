import { Expression, matchesPathPrefix, normalizePath, PathTemplate } from "sluice/sdk";
import { compileMatch } from "./cel";
import { Conditions as ConditionsConfig } from "./config";
import { Fault } from "./fault";
import { RequestFacts } from "./request-facts";
import { NO_VALUES } from "./stream-values";

/** Conditions on the path without its query, all of which must hold. */
@final
export class PathConditions {
  /** What templates may call `path.NAME`, without `path.`: the names in the path template. */
  readonly names: string[];
  private readonly exact: string | null;
  private readonly prefix: string | null;
  private readonly template: PathTemplate | null;
  private readonly pattern: Expression | null;

  constructor(path: string, config: ConditionsConfig) {
    this.exact = normalized(path + ".path_exact", config.pathExact);
    this.prefix = normalized(path + ".path_prefix", config.pathPrefix);
    const text = config.pathTemplate;
    let template: PathTemplate | null = null;
    if (text !== null) {
      const result = PathTemplate.compile(text);
      template = result.template;
      if (template === null) Fault.set(path + ".path_template", result.error);
    }
    this.template = template;
    this.names = template === null ? [] : template.names;
    const pattern = config.pathRegex;
    this.pattern = pattern === null ? null : compileMatch(path + ".path_regex", "request.url_path", pattern);
  }

  get isEmpty(): bool {
    return this.exact === null && this.prefix === null && this.template === null && this.pattern === null;
  }

  /** The values of `names`; null where a condition does not hold. */
  match(facts: RequestFacts): Array<string | null> | null {
    const path = facts.path;
    if (path === null) return null;
    const exact = this.exact;
    if (exact !== null && exact != path) return null;
    const prefix = this.prefix;
    if (prefix !== null && !matchesPathPrefix(path, prefix)) return null;
    const template = this.template;
    let values = NO_VALUES.pathValues;
    if (template !== null) {
      if (template.match(path) === null) return null;
      const segments = template.valuesIn(facts.resolvedPath);
      if (segments === null) return null;
      values = [];
      for (let i = 0; i < segments.length; ++i) values.push(segments[i]);
    }
    const pattern = this.pattern;
    // Envoy looks at the path as the client wrote it: it must be written as servers read it.
    return pattern === null || (facts.isPathNormal && pattern.test()) ? values : null;
  }
}

/** A path of the configuration as those of requests are compared; null where there is none, and after a fault. */
export function normalized(place: string, path: string | null): string | null {
  if (path === null) return null;
  const result = normalizePath(path);
  if (result === null || path.includes("?") || path.includes("#")) {
    Fault.set(place, "must be a path, normalized and without query");
  }
  return result;
}
