import { Bytes, HttpFilter, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { CanaryFilter } from "./canary-filter";
import { CanaryConfig } from "./config";
import { Experiment } from "./experiment";

/** One configuration of `canary`. */
class CanaryPlugin extends Plugin {
  private experiment: Experiment | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = CanaryConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const experiment = new Experiment(config);
    const problem = experiment.problem;
    if (problem !== null) return new Refusal(problem);
    this.experiment = experiment;
    return null;
  }

  createFilter(): HttpFilter | null {
    const experiment = this.experiment;
    return experiment === null ? null : new CanaryFilter(experiment);
  }
}

registerPlugin("canary", () => new CanaryPlugin());
