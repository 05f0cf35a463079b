import { hostOf, JsonKind, JsonValue, Request, RequestMatch, splitText } from "sluice/sdk";
import { Authenticator } from "./authenticator";
import { findClaim, textOfClaim } from "./claim-path";
import { ClaimRule, Rule } from "./config";

/** One rule: which requests it is about, and what it asks of them. */
@final
export class AccessRule {
  /** Who is asked, in order; nobody where `access` is `anonymous` or `deny`. */
  authenticators: Array<Authenticator> = [];
  /** What it asks of method, path and headers. */
  readonly match: RequestMatch;

  constructor(private readonly rule: Rule) {
    this.match = new RequestMatch(rule.methods, [], rule.prefix, rule.exact, rule.template, rule.headers);
  }

  /** `authenticated`, `optional`, `anonymous` or `deny`. */
  get access(): string {
    return this.rule.access;
  }

  /** What a token must be for, as challenges name it. */
  get scope(): string {
    return this.rule.scopes.join(" ");
  }

  /** Whether it is about the request, whose path has been normalised. */
  matches(request: Request, path: string): bool {
    return this.match.holds(request, path) && (this.rule.hosts.length == 0 || this.hasHost(request));
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
      if (wanted.startsWith("*") ? host.endsWith(wanted.substring(1)) : host == wanted) return true;
    }
    return false;
  }
}

function isMet(rule: ClaimRule, claims: JsonValue): bool {
  const claim = findClaim(claims, rule.claim);
  if (claim === null) return false;
  return rule.values.length == 0 || hasOneOf(claim, rule.values);
}

/** Whether it, or an item of it, is one of the texts. */
function hasOneOf(value: JsonValue, texts: string[]): bool {
  const isArray = value.kind == JsonKind.Array;
  const count = isArray ? value.length : 1;
  for (let i = 0; i < count; ++i) {
    const text = textOfClaim(isArray ? value.at(i) : value);
    if (text !== null && texts.includes(text)) return true;
  }
  return false;
}

/** RFC 8693 §4.2: `scope` is one text with spaces; some issuers have a list, or `scp`. */
function hasScope(claims: JsonValue, wanted: string): bool {
  return lists(claims.get("scope"), wanted) || lists(claims.get("scp"), wanted);
}

function lists(value: JsonValue | null, wanted: string): bool {
  if (value === null) return false;
  return value.kind == JsonKind.String
    ? splitText(value.text, 0x20).includes(wanted)
    : value.kind == JsonKind.Array && hasOneOf(value, [wanted]);
}
