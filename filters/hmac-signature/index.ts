import { Bytes, HttpFilter, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { HmacSignatureConfig } from "./config";
import { Gate } from "./gate";
import { HmacSignatureFilter } from "./hmac-signature-filter";
import { Setup } from "./setup";

/** One configuration of `hmac-signature`: secrets are made ready once, not per request. */
class HmacSignaturePlugin extends Plugin {
  private gate: Gate | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = HmacSignatureConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const setup = new Setup();
    this.gate = setup.build(config);
    return setup.refusal;
  }

  createFilter(): HttpFilter | null {
    const gate = this.gate;
    return gate === null ? null : new HmacSignatureFilter(gate);
  }
}

registerPlugin("hmac-signature", () => new HmacSignaturePlugin());
