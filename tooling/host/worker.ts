import { ToolError } from "../error.js";
import type { LoadedPlugin } from "./plugin/compiled-module.js";
import type { Plugin } from "./plugin/plugin.js";
import type { RootContext } from "./vm/root-context.js";
import type { Services } from "./vm/services.js";
import { startVm } from "./start-vm.js";
import { TimeLimitError } from "./limits/time-limit.js";
import type { VmRole } from "./trace/trace.js";
import type { Vm } from "./vm/vm.js";

/** After a failure, FAIL_RELOAD waits this long since the last load (`ReloadConfig.backoff`, Envoy's default). */
const RELOAD_BACKOFF_NS = 1_000_000_000n;

/** What Envoy says of a plugin that does not start in a thread. */
const FAILURE = "Failed to configure thread-local Wasm plugin";

interface Handle {
  readonly root: RootContext;
  /** Monotonic nanoseconds. */
  readonly loadedAt: bigint;
}

/** What Envoy calls a worker thread, or its main thread: its own VM of each module, its own root context of each plugin. */
export class Worker {
  readonly #services: Services;
  readonly #role: VmRole;
  readonly #vms = new Map<string, Vm>();
  readonly #handles = new Map<string, Handle>();

  constructor(services: Services, role: VmRole = "worker") {
    this.#services = services;
    this.#role = role;
  }

  /** Whether the plugin is started here. */
  has(plugin: Plugin): boolean {
    return this.#handles.has(plugin.handleKey);
  }

  /**
   * Starts the plugin here, unless it is; false when the guest refuses, which fails its VM, as a start without end does. Throws
   * TimeLimitError and what {@link startVm} does.
   */
  load(loaded: LoadedPlugin): boolean {
    return this.has(loaded.plugin) || this.#start(loaded);
  }

  #start(loaded: LoadedPlugin): boolean {
    const { plugin } = loaded;
    try {
      return this.#services.runLimit.load(() => this.#startPlugin(loaded));
    } catch (error) {
      if (error instanceof TimeLimitError) {
        const vm = this.#vms.get(plugin.vmKey);
        vm?.fail(FAILURE);
        vm?.roots.get(plugin.key)?.abandon();
      }
      throw error;
    }
  }

  #startPlugin(loaded: LoadedPlugin): boolean {
    const { plugin } = loaded;
    const vm = this.#vm(loaded);
    const isAccepted = vm.startPlugin(plugin);
    if (!isAccepted) vm.fail(FAILURE);
    const root = vm.roots.get(plugin.key) as RootContext;
    this.#handles.set(plugin.handleKey, { root, loadedAt: this.#services.clock.monotonic() });
    return isAccepted;
  }

  /** The contexts of a new stream. A failed VM is replaced first where the failure policy says so, or left out. */
  createContexts<T>(plugins: readonly LoadedPlugin[], create: (root: RootContext, plugin: Plugin) => T): T[] {
    const contexts: T[] = [];
    for (const loaded of plugins) {
      const root = this.#root(loaded);
      if (root.vm.isFailed && loaded.plugin.failurePolicy === "FAIL_OPEN") continue;
      contexts.push(create(root, loaded.plugin));
    }
    return contexts;
  }

  /** The root contexts of access loggers. Nothing replaces a failed VM: Envoy's access loggers then stay silent. */
  rootsOf(loggers: readonly LoadedPlugin[]): RootContext[] {
    return loggers.flatMap(({ plugin }) => this.#handles.get(plugin.handleKey)?.root ?? []);
  }

  /** Linear memory of its VMs, in bytes. */
  get memoryBytes(): number {
    return [...this.#vms.values()].reduce((sum, { memory }) => sum + memory.byteLength, 0);
  }

  /** `proxy_on_done` and `proxy_on_delete` for every plugin, last one first. */
  shutDown(): void {
    for (const vm of [...this.#vms.values()].reverse()) {
      for (const root of [...vm.roots.values()].reverse()) root.shutDown();
      for (const root of vm.pendingDone.values()) root.abandon();
      vm.roots.clear();
    }
  }

  #root(loaded: LoadedPlugin): RootContext {
    const { plugin } = loaded;
    // Streams are opened only where all plugins have been started.
    const handle = this.#handles.get(plugin.handleKey) as Handle;
    if (!handle.root.vm.isFailed || plugin.failurePolicy !== "FAIL_RELOAD") return handle.root;
    const now = this.#services.clock.monotonic();
    if (now - handle.loadedAt < RELOAD_BACKOFF_NS) return handle.root;
    handle.root.abandon();
    // Where the load is broken off, the failed one stays.
    this.#handles.set(plugin.handleKey, { root: handle.root, loadedAt: now });
    this.#reload(loaded);
    return (this.#handles.get(plugin.handleKey) ?? handle).root;
  }

  /** Loads a plugin anew. Envoy sets no limit to the time; here a start without end would hold the whole process. */
  #reload(loaded: LoadedPlugin): void {
    try {
      this.#start(loaded);
    } catch (error) {
      // What a module that does not start says is in the log.
      if (error instanceof ToolError) return;
      if (!(error instanceof TimeLimitError)) throw error;
      const where = error.entry === null ? "" : `, in ${error.entry},`;
      const message = `the plugin loaded anew${where} ${error.message}`;
      this.#services.log({ level: "error", plugin: loaded.plugin.name, message });
    }
  }

  #vm(loaded: LoadedPlugin): Vm {
    const { vmKey } = loaded.plugin;
    const present = this.#vms.get(vmKey);
    if (present !== undefined && !present.isFailed) return present;
    const vm = startVm(loaded, this.#services, this.#role);
    this.#vms.set(vmKey, vm);
    return vm;
  }
}
