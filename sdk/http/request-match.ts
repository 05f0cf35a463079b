import { itemStep } from "../json/path";
import { Bytes } from "../../assembly/bytes";
import { isFieldName } from "../../assembly/field-value";
import { Request } from "../request";
import { TextMap } from "../text-map";
import { PathTemplate } from "../url/path-template";
import { findPathFault } from "../url/plain-path";
import { matchesAnyPathPrefix, matchesPathPrefix } from "../url/path";

/**
 * Which requests a rule of a configuration is for: by method, path and headers, all of which must hold. One grammar for all filters, as their
 * members `methods`, `paths`, `prefix`, `exact`, `template` and `headers` have it; what is empty or null asks for nothing.
 *
 * @example
 * const headers = new TextMap<string>();
 * headers.set("x-tenant", "*");
 * const match = new RequestMatch(["POST"], [], null, null, "/users/{id}/**", headers);
 * if (match.fault.length > 0) log.error("$.rules[0]" + match.fault);
 * else if (match.holds(request, normalizePath(request.path))) log.info("one of ours");
 */
@final
export class RequestMatch {
  /** What is wrong, after the rule's JSON path: `.exact: must be …`; empty when nothing is. */
  fault: string = "";
  private readonly segments: PathTemplate | null;

  /** What cannot be meant is in {@link fault}; the other members are as a configuration has them. */
  constructor(
    /** One of these, in capital letters. */
    private readonly methods: string[],
    /** One of these paths, or one below. */
    private readonly paths: string[],
    /** The path, or one that it lies below, by whole segments. */
    private readonly prefix: string | null,
    /** The path. */
    private readonly exact: string | null,
    /** The path with places, see `PathTemplate`. */
    template: string | null,
    /** Headers, each with the value of one of its lines at least; `*` is any. */
    private readonly headers: TextMap<string>,
  ) {
    for (let i = 0; i < paths.length; ++i) this.checkPath(paths[i], ".paths" + itemStep(i));
    this.checkPath(prefix, ".prefix");
    this.checkPath(exact, ".exact");
    let segments: PathTemplate | null = null;
    if (template !== null) {
      const result = PathTemplate.compile(template);
      segments = result.template;
      if (segments === null) this.setFault(".template", result.error);
    }
    this.segments = segments;
    if (exact !== null && (prefix !== null || template !== null)) {
      this.setFault(".exact", "does not go with prefix or template");
    }
    const names = headers.keys();
    for (let i = 0; i < names.length; ++i) {
      const name = names[i];
      // Of pseudo-headers, too.
      const isHeader = isFieldName(name.startsWith(":") ? name.substring(1) : name);
      if (!isHeader) this.setFault(".headers", "must have names of headers");
    }
  }

  /** Whether the path counts. */
  get looksAtPath(): bool {
    return this.paths.length > 0 || this.prefix !== null || this.exact !== null || this.segments !== null;
  }

  /** Whether it is for every request. */
  get isEmpty(): bool {
    return this.methods.length == 0 && this.headers.size == 0 && !this.looksAtPath;
  }

  /**
   * Whether it is for this request. `path` is as `normalizePath` has it; null, which servers read in different ways, is every path: who lets
   * requests pass by it must not ask.
   */
  holds(request: Request, path: string | null): bool {
    if (this.methods.length > 0 && !this.methods.includes(request.method)) return false;
    return (path === null || this.holdsPath(path)) && this.holdHeaders(request);
  }

  private holdsPath(path: string): bool {
    const prefix = this.prefix;
    const exact = this.exact;
    const segments = this.segments;
    if (this.paths.length > 0 && !matchesAnyPathPrefix(path, this.paths)) return false;
    if (prefix !== null && !matchesPathPrefix(path, prefix)) return false;
    if (exact !== null && path != exact) return false;
    return segments === null || segments.match(path) !== null;
  }

  private holdHeaders(request: Request): bool {
    const names = this.headers.keys();
    for (let i = 0; i < names.length; ++i) {
      if (!hasLine(request.headers.getAll(names[i]), this.headers.values()[i])) return false;
    }
    return true;
  }

  private checkPath(path: string | null, member: string): void {
    const fault = findPathFault(path);
    if (fault !== null) this.setFault(member, fault);
  }

  private setFault(member: string, what: string): void {
    if (this.fault.length == 0) this.fault = member + ": " + what;
  }
}

function hasLine(values: Bytes[], wanted: string): bool {
  for (let i = 0; i < values.length; ++i) {
    if (wanted == "*" || values[i].toString() == wanted) return true;
  }
  return false;
}
