import { Context, Registration } from "../assembly/contexts";
import { register as registerRoot } from "../assembly/dispatcher/lifecycle";
import { Filter } from "./filter";
import { Plugin } from "./plugin";

/**
 * Makes a filter that needs no configuration known under a root id. At the top level of the filter's source; `rootId` is a literal,
 * so that the build can write it into the module's papers.
 *
 * @example
 * register("say-hello", () => new Hello());
 */
export function register(rootId: string, createFilter: () => Filter): void {
  registerRoot(new FilterRegistration(rootId, createFilter));
}

/**
 * Makes a plugin, that is a filter with a configuration, known under a root id; see `register`.
 *
 * @example
 * registerPlugin("auth", () => new AuthPlugin());
 */
export function registerPlugin(rootId: string, createPlugin: () => Plugin): void {
  registerRoot(new PluginRegistration(rootId, createPlugin));
}


@final
class FilterRegistration extends Registration {
  constructor(
    rootId: string,
    private readonly createFilter: () => Filter,
  ) {
    super(rootId);
  }

  createRoot(): Context {
    return new FilterRoot(this.createFilter);
  }
}

/** The plugin of a filter that has none of its own. */
@final
class FilterRoot extends Context {
  constructor(private readonly createFilter: () => Filter) {
    super();
  }

  createStream(): Context | null {
    return this.createFilter();
  }
}


@final
class PluginRegistration extends Registration {
  constructor(
    rootId: string,
    private readonly createPlugin: () => Plugin,
  ) {
    super(rootId);
  }

  createRoot(): Context {
    return this.createPlugin();
  }
}
