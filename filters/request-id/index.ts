import {
  Bytes,
  CidrSet,
  HttpFilter,
  lowerCase,
  mayRemoveHeader,
  mayWriteHeader,
  Plugin,
  Refusal,
  registerPlugin,
} from "sluice/sdk";
import { RequestIdConfig } from "./config";
import { RequestIdFilter } from "./request-id-filter";

/** One configuration of `request-id`. */
class RequestIdPlugin extends Plugin {
  private config: RequestIdConfig | null = null;
  private trusted: CidrSet | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = RequestIdConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    const trusted = CidrSet.parse(config.trusted);
    if (trusted.set === null) return new Refusal("$.trusted" + trusted.error);
    if ((config.keep == "trusted") != config.trusted.length > 0) {
      return new Refusal("$.trusted: goes with keep: trusted, and only with it");
    }
    const header = lowerCase(config.header);
    if (!mayWriteHeader(header) || !mayRemoveHeader(header)) {
      return new Refusal("$.header: must not be a header that frames or routes a message");
    }
    this.config = config;
    this.trusted = trusted.set;
    return null;
  }

  createFilter(): HttpFilter | null {
    const config = this.config;
    const trusted = this.trusted;
    if (config === null || trusted === null) return null;
    return new RequestIdFilter(config, trusted);
  }
}

registerPlugin("request-id", () => new RequestIdPlugin());
