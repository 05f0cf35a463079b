import { Bytes, HttpFilter, Plugin, Refusal, registerPlugin } from "sluice/sdk";
import { HeadersConfig } from "./config";
import { Fault } from "./fault";
import { HeadersFilter, RememberingHeadersFilter } from "./headers-filter";
import { Operations } from "./operations";

class HeadersPlugin extends Plugin {
  private operations: Operations | null = null;
  private filter: HeadersFilter | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = HeadersConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    Fault.clear();
    const operations = new Operations(config);
    const fault = Fault.get();
    if (fault !== null) return new Refusal(fault);
    this.operations = operations;
    this.filter = operations.rememberRequest ? null : new HeadersFilter(operations);
    return null;
  }

  createFilter(): HttpFilter | null {
    const filter = this.filter;
    const operations = this.operations;
    if (filter !== null || operations === null) return filter;
    return new RememberingHeadersFilter(operations);
  }
}

registerPlugin("headers", () => new HeadersPlugin());
