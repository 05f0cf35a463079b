/** Greets with the words of its configuration, in the language of its VM's: one JSON document for the plugin, one text for the VM. */
import {
  Bytes,
  Filter,
  Flow,
  HttpFilter,
  JsonKind,
  parseJson,
  Plugin,
  Refusal,
  registerPlugin,
  Response,
} from "sluice/sdk";

class PluginConfiguration extends Plugin {
  private language: string = "";
  private greeting: string = "";

  onStart(vmConfiguration: Bytes): Refusal | null {
    this.language = vmConfiguration.toString();
    return null;
  }

  onConfigure(configuration: Bytes): Refusal | null {
    const result = parseJson(configuration);
    const root = result.value;
    if (root === null) return new Refusal(result.error);
    const greeting = root.get("greeting");
    if (greeting === null || greeting.kind != JsonKind.String) return new Refusal("$.greeting: must be a text");
    this.greeting = greeting.text;
    return null;
  }

  createFilter(): Filter {
    return new Greeter(this.greeting, this.language);
  }
}

class Greeter extends HttpFilter {
  constructor(
    private readonly greeting: string,
    private readonly language: string,
  ) {
    super();
  }

  onResponseHeaders(response: Response): Flow {
    response.headers.set("x-greeting", this.greeting);
    response.headers.set("content-language", this.language);
    return Flow.Continue;
  }
}
registerPlugin("plugin-configuration", () => new PluginConfiguration());
