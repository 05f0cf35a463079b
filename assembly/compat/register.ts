import { Context as AbiContext, Registration } from "../contexts";
import { newestContext, register } from "../dispatcher/lifecycle";
import { RootContext } from "./root-context";

/**
 * Makes a root context known under a root id. At the top level of a source; `name` is a string literal or a constant that is one, so that
 * the build can write it into the module's papers.
 */
export function registerRootContext(root_context_factory: (context_id: u32) => RootContext, name: string): void {
  register(new RootRegistration(name, root_context_factory));
}

/**
 * Makes one root context serve every root id. Configurations that share a VM share it, and its configuration is the last one's:
 * `registerRootContext` keeps them apart.
 */
export function setRootContext(ctx: RootContext): void {
  register(new OnlyRoot(ctx));
}


@final
class RootRegistration extends Registration {
  constructor(
    rootId: string,
    private readonly factory: (context_id: u32) => RootContext,
  ) {
    super(rootId);
  }

  createRoot(): AbiContext {
    const root = this.factory(newestContext);
    root.context_id = newestContext;
    return root;
  }
}


@final
class OnlyRoot extends Registration {
  constructor(private readonly root: RootContext) {
    super("");
  }

  serves(start: usize, size: usize): bool {
    return true;
  }

  createRoot(): AbiContext {
    this.root.context_id = newestContext;
    return this.root;
  }
}
