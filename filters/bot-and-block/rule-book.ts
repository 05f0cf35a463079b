import { mayWriteHeader } from "sluice/sdk";
import { BlockRule, BotAndBlockConfig } from "./config";
import { presetOf } from "./presets";
import { Action, Rule } from "./rule";

/** Each takes some 20 KB. */
const PATTERNS_MAX: i32 = 512;

/** What a configuration says, made ready once, in the order in which it is looked at. */
@final
export class RuleBook {
  readonly rules: Rule[] = [];
  readonly status: u32;
  readonly tagHeader: string;
  readonly bodyBytesMax: u32;
  readonly passesUnread: bool;
  readonly tags: bool;
  readonly needsBodies: bool;
  /** What the schema can't say, by its JSON path; null when there is nothing. */
  problem: string | null = null;

  constructor(config: BotAndBlockConfig) {
    this.status = <u32>config.status;
    this.tagHeader = config.tagHeader;
    this.bodyBytesMax = <u32>config.maxBodyBytes;
    this.passesUnread = config.unreadBody == "pass";
    const trustedHops = <i32>config.trustedHops;
    if (config.rules.length == 0 && config.presets.length == 0) this.problem = "$: names neither rules nor presets";
    if (countPatterns(config.rules) > PATTERNS_MAX) this.problem = "$.rules: have more than 512 patterns together";
    if (!mayWriteHeader(config.tagHeader)) this.problem = "$.tag_header: must not be one that Envoy itself writes";
    for (let i = 0; i < config.rules.length && this.problem === null; ++i) {
      this.add(new Rule(config.rules[i], trustedHops), "$.rules[" + i.toString() + "]");
    }
    for (let i = 0; i < config.presets.length && this.problem === null; ++i) {
      const rule = new Rule(toRule(config.presets[i], config.presetAction), trustedHops);
      this.add(rule, "$.presets[" + i.toString() + "]");
    }
    this.sort();
    let tags = false;
    let needsBodies = false;
    for (let i = 0; i < this.rules.length; ++i) {
      if (this.rules[i].action == Action.Tag) tags = true;
      if (this.rules[i].needsBody) needsBodies = true;
    }
    this.tags = tags;
    this.needsBodies = needsBodies;
  }

  private add(rule: Rule, path: string): void {
    if (rule.fault.length > 0) this.problem = path + rule.fault;
    for (let i = 0; i < this.rules.length; ++i) {
      if (this.rules[i].name == rule.name) this.problem = path + ": has the name of another rule or preset";
    }
    this.rules.push(rule);
  }

  /** Puts those that allow first, and leaves the order as it is otherwise. */
  private sort(): void {
    const rules = this.rules;
    for (let to = 0, i = 0; i < rules.length; ++i) {
      if (rules[i].action != Action.Allow) continue;
      const rule = rules[i];
      for (let at = i; at > to; --at) rules[at] = rules[at - 1];
      rules[to++] = rule;
    }
  }
}

function countPatterns(rules: BlockRule[]): i32 {
  let count = 0;
  for (let i = 0; i < rules.length; ++i) {
    const rule = rules[i];
    count +=
      rule.userAgents.length + rule.pathPatterns.length + rule.queries.length + rule.bodies.length + rule.headers.size;
  }
  return count;
}

/** A preset as the rule that one would write for it. */
function toRule(name: string, action: string): BlockRule {
  const rule = new BlockRule();
  const list = presetOf(name);
  rule.name = name;
  rule.action = action;
  for (let i = 0; i < list.length; ++i) rule.userAgents.push(list[i]);
  return rule;
}
