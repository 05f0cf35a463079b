import { attributePath, PreparedHeader, Request, RequestMatch, SipHash, TextMap } from "sluice/sdk";
import { BucketTable, Verdict, WAYS } from "./bucket-table";
import { KeyPart as KeyPartConfig, Rule as RuleConfig } from "./config";
import {
  AttributePart,
  ClientAddressPart,
  CookiePart,
  HeaderPart,
  HostPart,
  KeyPart,
  PathPart,
  QueryPart,
  RoutePart,
} from "./key-part";
import { Limiter } from "./limiter";
import { QuotaField } from "./quota-field";
import { RuleCounts } from "./rule-counts";
import { SlidingWindow } from "./sliding-window";
import { TokenBucket } from "./token-bucket";

const SECOND: u64 = 1000000000;

/** A rule made ready: whom it is for, what it counts apart, and how much passes. */
@final
export class Rule {
  readonly name: string;
  readonly limit: u64;
  readonly isShadow: bool;
  /** `RateLimit-Policy`, which never changes. */
  readonly policy: PreparedHeader | null;
  /** `RateLimit`. */
  readonly quota: QuotaField;
  readonly limiter: Limiter;
  readonly counts: RuleCounts;
  /** Whom it is for. */
  readonly match: RequestMatch;
  private readonly keyParts: KeyPart[] = [];
  /** Stands in for a part that a request lacks: those who have none are no one client. */
  private readonly client: ClientAddressPart;
  private readonly table: BucketTable;

  constructor(
    config: RuleConfig,
    private readonly hash: SipHash,
    trustedHops: i32,
    ipv6Prefix: i32,
  ) {
    const limit = <u64>config.limit;
    const windowNs = <u64>config.windowSeconds * SECOND;
    const burst = config.burst > 0 ? <u64>config.burst : limit;
    const isWindow = isSliding(config);
    const limiter: Limiter = isWindow ? new SlidingWindow(limit, windowNs) : new TokenBucket(limit, windowNs, burst);
    const slotCount = config.key.length == 0 ? 1 : (<i32>config.maxKeys + WAYS - 1) / WAYS;
    this.name = config.name;
    this.limit = limit;
    this.isShadow = config.shadow;
    const policy = '"' + config.name + '";q=' + limit.toString() + ";w=" + config.windowSeconds.toString();
    this.policy = PreparedHeader.of("ratelimit-policy", policy);
    this.quota = new QuotaField(config.name);
    this.limiter = limiter;
    this.counts = new RuleCounts(config.name, config.shadow);
    this.table = new BucketTable(config.name, limiter, slotCount);
    this.match = new RequestMatch(
      config.methods,
      config.paths,
      config.prefix,
      config.exact,
      config.template,
      withStars(config.headers),
    );
    this.client = new ClientAddressPart(trustedHops, ipv6Prefix);
    for (let i = 0; i < config.key.length; ++i) {
      this.keyParts.push(toKeyPart(config.key[i], trustedHops, ipv6Prefix));
    }
  }

  /** Counts the request; `limiter` then knows how much is left. */
  take(request: Request, now: u64): Verdict {
    const hash = this.hash;
    hash.reset();
    for (let i = 0; i < this.keyParts.length; ++i) {
      if (!unchecked(this.keyParts[i]).addTo(hash, request)) this.client.addTo(hash, request);
    }
    return this.table.take(max<u64>(hash.digest(), 1), now);
  }
}

/** An empty value says the same as `*`. */
function withStars(headers: TextMap<string>): TextMap<string> {
  const names = headers.keys();
  for (let i = 0; i < names.length; ++i) if (headers.get(names[i]).length == 0) headers.set(names[i], "*");
  return headers;
}

/** Whether a rule's limit is kept by the sliding window. */
export function isSliding(config: RuleConfig): bool {
  return config.algorithm == "sliding_window";
}

/** Whether a part of a key is one of several of its kind, and so has a name. */
export function isNamed(config: KeyPartConfig): bool {
  const from = config.from;
  return from == "header" || from == "cookie" || from == "query" || from == "attribute";
}

function toKeyPart(config: KeyPartConfig, trustedHops: i32, ipv6Prefix: i32): KeyPart {
  const from = config.from;
  if (from == "client_address") return new ClientAddressPart(trustedHops, ipv6Prefix);
  if (from == "host") return new HostPart();
  if (from == "path") return new PathPart();
  if (from == "route") return new RoutePart();
  if (from == "cookie") return new CookiePart(config.name);
  if (from == "query") return new QueryPart(config.name);
  if (from == "attribute") {
    const path = attributePath(config.name);
    return new AttributePart(path === null ? config.name : path);
  }
  return new HeaderPart(from == "method" ? ":method" : config.name);
}
