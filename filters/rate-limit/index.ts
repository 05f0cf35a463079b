import {
  attributePath,
  Bytes,
  HttpFilter,
  parseUuid,
  Plugin,
  Refusal,
  registerPlugin,
  SharedData,
  SipHash,
  uuidV4,
} from "sluice/sdk";
import { KeyPart, RateLimitConfig, Rule as RuleConfig } from "./config";
import { RateLimitFields } from "./rate-limit-fields";
import { RateLimitFilter, ReportingRateLimitFilter } from "./rate-limit-filter";
import { isNamed, isSliding, Rule } from "./rule";

/** Times are kept in 64 bits of nanoseconds: no bucket may take longer to fill. */
const FILL_SECONDS_MAX: f64 = 3e9;

/** How far Envoy's counters may lag behind. */
const FLUSH_PERIOD_MS: u32 = 1000;

/** Where the key of the hash lies that all workers must have in common. */
const HASH_KEY: string = "rate-limit:hash-key";

/** One configuration of `rate-limit`. */
class RateLimitPlugin extends Plugin {
  private rules: Rule[] = [];
  private hasPaths: bool = false;
  private isDeniedOnError: bool = false;
  private fields: RateLimitFields | null = null;
  private silent: RateLimitFilter | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = RateLimitConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const hash = newHash();
    const rules: Rule[] = [];
    let hasPaths = false;
    for (let i = 0; i < config.rules.length; ++i) {
      const refusal = findFault(config.rules, i);
      if (refusal !== null) return refusal;
      const rule = new Rule(config.rules[i], hash, <i32>config.trustedHops, <i32>config.ipv6Prefix);
      if (rule.match.fault.length > 0) return new Refusal("$.rules[" + i.toString() + "]" + rule.match.fault);
      if (rule.match.looksAtPath) hasPaths = true;
      rules.push(rule);
    }
    this.rules = rules;
    this.hasPaths = hasPaths;
    this.isDeniedOnError = config.onError == "deny";
    const form = config.responseHeaders;
    this.fields = new RateLimitFields(form == "draft" || form == "both", form == "legacy" || form == "both");
    this.setTickPeriod(FLUSH_PERIOD_MS);
    this.silent = form == "none" ? new RateLimitFilter(rules, hasPaths, this.isDeniedOnError) : null;
    return null;
  }

  onTick(): void {
    for (let i = 0; i < this.rules.length; ++i) this.rules[i].counts.flush();
  }

  onDelete(): void {
    this.onTick();
  }

  createFilter(): HttpFilter | null {
    const fields = this.fields;
    if (this.silent !== null || fields === null) return this.silent;
    return new ReportingRateLimitFilter(this.rules, this.hasPaths, this.isDeniedOnError, fields);
  }
}

/** What the schema can't say. */
function findFault(rules: RuleConfig[], index: i32): Refusal | null {
  const rule = rules[index];
  const path = "$.rules[" + index.toString() + "]";
  for (let i = 0; i < index; ++i) {
    if (rules[i].name == rule.name) return new Refusal(path + ".name: is the name of another rule");
  }
  if (isSliding(rule) && rule.burst > 0) return new Refusal(path + ".burst: only a token bucket has a burst");
  if ((<f64>rule.burst / <f64>rule.limit) * <f64>rule.windowSeconds > FILL_SECONDS_MAX) {
    return new Refusal(path + ".burst: would take more than ninety years to fill");
  }
  for (let i = 0; i < rule.key.length; ++i) {
    const fault = findKeyFault(rule.key[i]);
    if (fault.length > 0) return new Refusal(path + ".key[" + i.toString() + "].name: " + fault);
  }
  return null;
}

function findKeyFault(part: KeyPart): string {
  if (isNamed(part) != part.name.length > 0) return "headers, cookies, queries and attributes have one, others none";
  if (part.from != "attribute" || attributePath(part.name) !== null) return "";
  return "write / between the segments, as in metadata/filter_metadata/NAMESPACE/KEY";
}

/** A hash whose key no client knows, the same in every worker: the first one makes it. */
function newHash(): SipHash {
  const random = parseUuid(uuidV4());
  if (random !== null) SharedData.add(HASH_KEY, random);
  const shared = SharedData.get(HASH_KEY);
  if (shared === null || shared.value.byteLength != 16) return new SipHash(0, 0);
  return new SipHash(load<u64>(shared.value.dataStart), load<u64>(shared.value.dataStart, 8));
}

registerPlugin("rate-limit", () => new RateLimitPlugin());
