import { Bytes, HttpFilter, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { AuthFilter } from "./auth-filter";
import { AuthConfig } from "./config";
import { Setup } from "./setup";

/** One configuration of `auth`: keys and rules are made ready once, not per request. */
class AuthPlugin extends Plugin {
  private filter: AuthFilter | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = AuthConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const setup = new Setup();
    const gate = setup.build(config, this);
    if (gate !== null) this.filter = new AuthFilter(gate);
    return setup.refusal;
  }

  createFilter(): HttpFilter | null {
    return this.filter;
  }
}

registerPlugin("auth", () => new AuthPlugin());
