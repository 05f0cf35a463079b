import { Bytes, HttpFilter, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { ExtAuthzConfig } from "./config";
import { ExtAuthzFilter } from "./ext-authz-filter";
import { Gate } from "./gate";
import { findFault, makeGate } from "./setup";

/** One configuration of `ext-authz`. */
class ExtAuthzPlugin extends Plugin {
  private gate: Gate | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = ExtAuthzConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const fault = findFault(config);
    if (fault === null) this.gate = makeGate(config);
    return fault;
  }

  createFilter(): HttpFilter | null {
    const gate = this.gate;
    return gate === null ? null : new ExtAuthzFilter(gate);
  }
}

registerPlugin("ext-authz", () => new ExtAuthzPlugin());
