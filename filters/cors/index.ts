import { Bytes, HttpFilter, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { CorsConfig } from "./config";
import { CorsFilter } from "./cors-filter";
import { CorsPolicy } from "./cors-policy";

/** One configuration of `cors`. */
class CorsPlugin extends Plugin {
  private policy: CorsPolicy | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = CorsConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const policy = new CorsPolicy(config);
    const fault = policy.findFault();
    if (fault !== null) return new Refusal(fault);
    this.policy = policy;
    return null;
  }

  createFilter(): HttpFilter | null {
    const policy = this.policy;
    if (policy === null) return null;
    return new CorsFilter(policy);
  }
}

registerPlugin("cors", () => new CorsPlugin());
