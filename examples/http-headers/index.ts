/** Adds the headers of its configuration to requests and responses. The schema beside it gives the configuration its class. */
import { Bytes, Filter, Flow, HttpFilter, Plugin, Refusal, registerPlugin, Request, Response } from "sluice/sdk";
import { HttpHeadersConfig } from "./config";

class HttpHeadersPlugin extends Plugin {
  private config: HttpHeadersConfig = new HttpHeadersConfig();

  onConfigure(configuration: Bytes): Refusal | null {
    const parsed = HttpHeadersConfig.parse(configuration);
    const config = parsed.value;
    if (config === null) return new Refusal(parsed.error);
    this.config = config;
    return null;
  }

  createFilter(): Filter {
    return new HttpHeaders(this.config);
  }
}

class HttpHeaders extends HttpFilter {
  constructor(private readonly config: HttpHeadersConfig) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    request.headers.set(this.config.name, this.config.value);
    return Flow.Continue;
  }

  onResponseHeaders(response: Response): Flow {
    response.headers.set(this.config.name, this.config.value);
    return Flow.Continue;
  }
}
registerPlugin("http-headers", () => new HttpHeadersPlugin());
