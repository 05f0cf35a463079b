import { Bytes, CidrSet, HttpFilter, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { IpRestrictionConfig } from "./config";
import { IpRestrictionFilter } from "./ip-restriction-filter";

/** One configuration of `ip-restriction`: the lists are read once, not per request. */
class IpRestrictionPlugin extends Plugin {
  private filter: IpRestrictionFilter | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = IpRestrictionConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    if (config.allow.length == 0 && config.deny.length == 0) return new Refusal("$: names neither allow nor deny");
    const allow = CidrSet.parse(config.allow);
    const deny = CidrSet.parse(config.deny);
    const allowed = allow.set;
    if (allowed === null) return new Refusal("$.allow" + allow.error);
    const denied = deny.set;
    if (denied === null) return new Refusal("$.deny" + deny.error);
    this.filter = new IpRestrictionFilter(allowed, denied, <i32>config.trustedHops, config.shadow);
    return null;
  }

  createFilter(): HttpFilter | null {
    return this.filter;
  }
}

registerPlugin("ip-restriction", () => new IpRestrictionPlugin());
