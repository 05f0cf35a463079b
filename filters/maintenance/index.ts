import { Bytes, CidrSet, findPathFault, HttpFilter, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { MaintenanceConfig } from "./config";
import { MaintenanceFilter } from "./maintenance-filter";

/** One configuration of `maintenance`; where it is switched off, streams have no filter at all. */
class MaintenancePlugin extends Plugin {
  private filter: MaintenanceFilter | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = MaintenanceConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const result = CidrSet.parse(config.allow);
    const allow = result.set;
    if (allow === null) return new Refusal("$.allow" + result.error);
    for (let i = 0; i < config.allowPaths.length; ++i) {
      const fault = findPathFault(config.allowPaths[i]);
      if (fault !== null) return new Refusal("$.allow_paths[" + i.toString() + "]: " + fault);
    }
    this.filter = config.enabled ? new MaintenanceFilter(config, allow) : null;
    return null;
  }

  createFilter(): HttpFilter | null {
    return this.filter;
  }
}

registerPlugin("maintenance", () => new MaintenancePlugin());
