import { Bytes, HttpFilter, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { SubstituteConfig } from "./config";
import { SubstituteFilter } from "./substitute-filter";
import { Substitutions } from "./substitutions";

class SubstitutePlugin extends Plugin {
  private substitutions: Substitutions | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = SubstituteConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const substitutions = new Substitutions(config);
    const problem = substitutions.problem;
    if (problem !== null) return new Refusal(problem);
    this.substitutions = substitutions;
    return null;
  }

  createFilter(): HttpFilter | null {
    const substitutions = this.substitutions;
    return substitutions === null ? null : new SubstituteFilter(substitutions);
  }
}

registerPlugin("substitute", () => new SubstitutePlugin());
