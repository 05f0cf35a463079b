import { Bytes, HttpFilter, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { BodyGuardFilter } from "./body-guard-filter";
import { BodyGuardConfig } from "./config";
import { Rule } from "./rule";
import { SchemaCompiler } from "./schema-compiler";

/** One configuration of `body-guard`: schemas are compiled once, not per request. */
class BodyGuardPlugin extends Plugin {
  private rules: Rule[] = [];
  private hasPaths: bool = false;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = BodyGuardConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const rules: Rule[] = [];
    let hasPaths = false;
    let patternCount = 0;
    for (let i = 0; i < config.rules.length; ++i) {
      const compiler = new SchemaCompiler(patternCount);
      const rule = new Rule(config.rules[i], compiler);
      const path = "$.rules[" + i.toString() + "]";
      if (rule.fault.length > 0) return new Refusal(path + rule.fault);
      patternCount = compiler.patternCount;
      if (rule.match.looksAtPath) hasPaths = true;
      rules.push(rule);
    }
    this.rules = rules;
    this.hasPaths = hasPaths;
    return null;
  }

  createFilter(): HttpFilter {
    return new BodyGuardFilter(this.rules, this.hasPaths);
  }
}

registerPlugin("body-guard", () => new BodyGuardPlugin());
