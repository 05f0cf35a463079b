import { Bytes, CidrSet, HttpFilter, lowerCase, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { RequestIdConfig } from "./config";
import { RequestIdFilter } from "./request-id-filter";

/** What says how a message is framed and where it goes (RFC 9110 §7.6.1) is no place for an identifier. */
const PROTECTED: string[] = [
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-forwarded-proto",
];

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
    if (PROTECTED.includes(lowerCase(config.header))) {
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
