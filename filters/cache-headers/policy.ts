import { Counter, Headers, isAuthenticated, varyBy } from "sluice/sdk";
import { CacheField } from "./cache-field";
import { CacheRule } from "./config";
import { bitOf, removeFields, UpstreamFields } from "./upstream-fields";

const refused = new Counter("cache_headers_no_store_total", ["reason"]);

/** Counts a response that gets `no-store` in the place of what a rule says. */
export function countRefusal(reason: string): void {
  refused.increment(1, reason);
}

/** What a rule says of a response. */
@final
export class Policy {
  /** What the schema can't say, after the rule's JSON path; empty when there is nothing. */
  fault: string = "";
  private readonly fields: CacheField[] = [];
  /** A bit for each of the fields. */
  private written: u32 = 0;
  /** A bit for each field of the upstream that goes, since it would say something else. */
  private dropped: u32 = 0;
  private readonly replaces: string;
  private readonly withAuthorization: bool;
  private readonly withSetCookie: bool;
  private readonly vary: string[];
  private readonly replacesVary: bool;
  private readonly removesAge: bool;
  /** Whether any of the fields lets shared caches store. */
  private isShared: bool = false;
  /** Whether any of them lets no one store. */
  private forbidsStoring: bool = false;

  constructor(config: CacheRule) {
    this.replaces = config.replace;
    this.withAuthorization = config.withAuthorization;
    this.withSetCookie = config.withSetCookie;
    this.vary = config.vary;
    this.replacesVary = config.replaceVary;
    this.removesAge = config.removeAge;
    const saysAll = config.cacheControl !== null;
    this.add("cache-control", ".cache_control", config.cacheControl, saysAll);
    this.add("cdn-cache-control", ".cdn_cache_control", config.cdnCacheControl, saysAll);
    this.add("surrogate-control", ".surrogate_control", config.surrogateControl, saysAll);
    if (saysAll) this.dropped |= bitOf("expires") | bitOf("pragma");
    if (config.vary.includes("*") && config.vary.length > 1) this.fault = ".vary: must have no other names beside *";
    const changesVary = config.vary.length > 0 || config.replaceVary;
    if (this.fields.length == 0 && !changesVary && !config.removeAge) this.fault = ": must say something of caching";
  }

  /** That no one may store the response, whatever the upstream says. */
  static refusal(): Policy {
    const config = new CacheRule();
    config.cacheControl = "no-store";
    config.replace = "always";
    return new Policy(config);
  }

  /** Writes it into the headers of a response. */
  apply(headers: Headers, upstream: UpstreamFields, isAuthorized: bool): void {
    if (this.replacesVary) headers.delete("vary");
    for (let i = 0; i < this.vary.length; ++i) varyBy(headers, unchecked(this.vary[i]));
    if (this.removesAge && upstream.hasAge) headers.delete("age");
    if (!this.mayReplace(upstream)) return;
    const isShareable = !this.isShared || this.mayBeShared(upstream, isAuthorized);
    for (let i = 0; i < this.fields.length; ++i) unchecked(this.fields[i]).write(headers, isShareable);
    removeFields(headers, upstream.present & this.dropped);
  }

  /** For a 304 of which is not known whether the rule is for it: what it does not say stays in a cache as it is stored (RFC 9111 §3.2). */
  leaveToStored(headers: Headers, upstream: UpstreamFields): void {
    if (this.replacesVary || this.vary.length > 0) headers.delete("vary");
    if (this.mayReplace(upstream)) removeFields(headers, upstream.present & (this.written | this.dropped));
  }

  private add(name: string, place: string, value: string | null, saysAll: bool): void {
    if (value === null) {
      if (saysAll) this.dropped |= bitOf(name);
      return;
    }
    const field = new CacheField(name, value);
    if (field.fault.length > 0) this.fault = place + ": " + field.fault;
    if (field.isShared) this.isShared = true;
    if (field.forbidsStoring) this.forbidsStoring = true;
    this.fields.push(field);
    this.written |= bitOf(name);
  }

  private mayReplace(upstream: UpstreamFields): bool {
    if (this.fields.length == 0) return false;
    if (this.replaces == "never") return upstream.present == 0;
    return this.replaces == "always" || this.forbidsStoring || !upstream.isPrivate;
  }

  /** Whether a response is the same for all; else it is counted. */
  private mayBeShared(upstream: UpstreamFields, isAuthorized: bool): bool {
    if (!this.withAuthorization && (isAuthorized || isAuthenticated())) countRefusal("authorization");
    else if (upstream.hasSetCookie && !this.withSetCookie) countRefusal("set_cookie");
    else return true;
    return false;
  }
}
