import { JsonKind, JsonValue, lowerCase, matchesPathPrefix, PathTemplate, Request, splitText } from "sluice/sdk";
import { Authenticator } from "./authenticator";
import { findClaim, textOfClaim } from "./claim-path";
import { ClaimRule, Rule } from "./config";

/** One rule: which requests it is about, and what it asks of them. */
@final
export class AccessRule {
  /** Who is asked, in order; nobody where `access` is not `authenticated`. */
  readonly authenticators: Array<Authenticator> = new Array<Authenticator>();
  /** The path's template, where the rule has one. */
  template: PathTemplate | null = null;

  constructor(private readonly rule: Rule) {}

  /** `authenticated`, `anonymous` or `deny`. */
  get access(): string {
    return this.rule.access;
  }

  /** What a token must be for, as challenges name it. */
  get scope(): string {
    return this.rule.scopes.join(" ");
  }

  /** Whether it looks at the path. */
  get hasPath(): bool {
    return this.rule.prefix !== null || this.rule.exact !== null || this.template !== null;
  }

  /** Whether it is about the request, whose path has been normalised. */
  matches(request: Request, path: string): bool {
    const rule = this.rule;
    const prefix = rule.prefix;
    const exact = rule.exact;
    const template = this.template;
    if (prefix !== null && !matchesPathPrefix(path, prefix)) return false;
    if (exact !== null && path != exact) return false;
    if (template !== null && template.match(path) === null) return false;
    if (rule.methods.length > 0 && !rule.methods.includes(request.method)) return false;
    return (rule.hosts.length == 0 || this.hasHost(request)) && (rule.headers.size == 0 || this.hasHeaders(request));
  }

  /** Whether what a token says is enough. */
  admits(claims: JsonValue | null): bool {
    const rule = this.rule;
    if (rule.claims.length == 0 && rule.scopes.length == 0) return true;
    if (claims === null) return false;
    for (let i = 0; i < rule.claims.length; ++i) {
      if (!isMet(rule.claims[i], claims)) return false;
    }
    for (let i = 0; i < rule.scopes.length; ++i) {
      if (!hasScope(claims, rule.scopes[i])) return false;
    }
    return true;
  }

  private hasHost(request: Request): bool {
    const host = hostOf(request.authority);
    for (let i = 0; i < this.rule.hosts.length; ++i) {
      const wanted = this.rule.hosts[i];
      if (wanted.startsWith("*.") ? host.endsWith(wanted.substring(1)) : host == wanted) return true;
    }
    return false;
  }

  private hasHeaders(request: Request): bool {
    const names = this.rule.headers.keys();
    for (let i = 0; i < names.length; ++i) {
      const wanted = this.rule.headers.get(names[i]);
      const value = request.headers.get(names[i]);
      if (value === null || (wanted != "*" && value != wanted)) return false;
    }
    return true;
  }
}

/** In lower case, without port and without the root's dot. */
function hostOf(authority: string): string {
  let end = authority.length;
  for (let i = end - 1; i >= 0 && authority.charCodeAt(i) != 0x5d; --i) {
    if (authority.charCodeAt(i) != 0x3a) continue;
    end = i;
    break;
  }
  if (end > 0 && authority.charCodeAt(end - 1) == 0x2e) --end;
  return lowerCase(authority.substring(0, end));
}

function isMet(rule: ClaimRule, claims: JsonValue): bool {
  const claim = findClaim(claims, rule.claim);
  if (claim === null) return false;
  if (rule.values.length == 0) return true;
  if (claim.kind != JsonKind.Array) return isOneOf(claim, rule.values);
  for (let i = 0; i < claim.length; ++i) {
    const item = claim.at(i);
    if (item !== null && isOneOf(item, rule.values)) return true;
  }
  return false;
}

function isOneOf(value: JsonValue, values: string[]): bool {
  const text = textOfClaim(value);
  return text !== null && values.includes(text);
}

/** RFC 8693 §4.2: `scope` is one text with spaces; some issuers have a list, or `scp`. */
function hasScope(claims: JsonValue, wanted: string): bool {
  const scope = claims.get("scope");
  const scp = claims.get("scp");
  return (scope !== null && lists(scope, wanted)) || (scp !== null && lists(scp, wanted));
}

function lists(value: JsonValue, wanted: string): bool {
  if (value.kind == JsonKind.String) return splitText(value.text, 0x20).includes(wanted);
  for (let i = 0; i < value.length; ++i) {
    const item = value.kind == JsonKind.Array ? value.at(i) : null;
    if (item !== null && item.text == wanted) return true;
  }
  return false;
}
