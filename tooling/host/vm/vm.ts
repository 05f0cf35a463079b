import { backtrace, FRAMES_MAX } from "./backtrace.js";
import type { Context } from "./context.js";
import type { CallbackName } from "../../abi/signatures.js";
import { ALLOWED_DURING_MALLOC, ALLOWED_DURING_START } from "./restrictions.js";
import type { Import } from "../../wasm/module.js";
import { GuestMemory } from "../memory.js";
import { MetricIds } from "../state/metrics-registry.js";
import type { CompiledModule } from "../plugin/compiled-module.js";
import type { Plugin } from "../plugin/plugin.js";
import { MAXIMUM_NESTED_CALLBACKS } from "../limits/nesting.js";
import { RootContext } from "./root-context.js";
import type { GuestFunction } from "../limits/run-limit.js";
import type { Services } from "./services.js";
import type { VmRole, VmTrace } from "../trace/trace.js";

/** What the host calls in a guest once it has started. */
export type GuestCallback = CallbackName | "envoy_on_resolve_dns";

/** The import object of one instance, and the memory it imports, if any. */
export interface LinkedImports {
  readonly importObject: WebAssembly.Imports;
  readonly memory: WebAssembly.Memory | null;
}

/** Makes the host's side of each import of a module for a VM. */
export type LinkImports = (vm: Vm, imports: readonly Import[]) => LinkedImports;

/** Called in the middle of host functions: no event of their own. */
const ALLOCATORS: ReadonlySet<string> = new Set(["malloc", "proxy_on_memory_allocate"]);

/**
 * One VM: an instance of a module with its memory, its contexts and its failure. A trap, a stack overflow or a call of a
 * restricted function marks the VM as failed; nothing is ever thrown to who calls into it.
 *
 * A VM is instantiated by the constructor, started by {@link start}; then come {@link startPlugin} for each plugin and the
 * callbacks, through {@link call}.
 */
export class Vm {
  readonly services: Services;
  readonly trace: VmTrace | null;
  readonly vmId: string;
  readonly configuration: Buffer;
  readonly environment: Readonly<Record<string, string>>;
  readonly metricIds: MetricIds;
  readonly contexts = new Map<number, Context>();
  /** Root contexts by plugin key. */
  readonly roots = new Map<string, RootContext>();
  /** Root contexts that said "not yet" in `proxy_on_done`. */
  readonly pendingDone = new Map<string, RootContext>();
  memory = new GuestMemory(null);
  /** Set by a local response: whatever the running callback returns, the iteration stops. */
  isIterationStopped = false;

  readonly #vmContext: RootContext;
  readonly #functions = new Map<string, GuestFunction>();
  readonly #lastCalloutTokens = new Map<number, number>();
  readonly #actions: (() => void)[] = [];
  #failure: string | null = null;
  #current: Context | null = null;
  #effectiveId = 0;
  #allowed: ReadonlySet<string> | null = null;
  #nextContextId = 1;

  constructor(module: CompiledModule, plugin: Plugin, services: Services, role: VmRole, link: LinkImports) {
    this.services = services;
    this.trace = services.trace?.vm(role, plugin.name) ?? null;
    this.vmId = plugin.vmId;
    this.configuration = plugin.vmConfiguration;
    this.environment = plugin.environment;
    this.metricIds = new MetricIds(services.metrics);
    this.#vmContext = new RootContext(this, 0, null);
    this.#instantiate(module, link);
  }

  /** Why the VM failed, or null. */
  get failure(): string | null {
    return this.#failure;
  }

  get isFailed(): boolean {
    return this.#failure !== null;
  }

  /** The context that host functions act on: the effective one while it exists, else the one the host called. */
  get context(): Context {
    return this.contexts.get(this.#effectiveId || -1) ?? this.#current ?? this.#vmContext;
  }

  /** The context that the host called, whichever is the effective one. */
  get calledContext(): Context {
    return this.#current ?? this.#vmContext;
  }

  has(name: GuestCallback): boolean {
    return this.#functions.has(name);
  }

  allocateContextId(): number {
    return this.#nextContextId++;
  }

  /** Tokens of callouts: steps of four for each kind, which is the low two bits. */
  allocateCalloutToken(kind: number): number {
    const last = this.#lastCalloutTokens.get(kind) ?? kind;
    this.#lastCalloutTokens.set(kind, last + 4);
    return last + 4;
  }

  /** Whether there is such a context; it then is the effective one until the callback returns. */
  setEffectiveContext(id: number): boolean {
    if (!this.contexts.has(id)) return false;
    this.#effectiveId = id;
    return true;
  }

  /** Runs `_initialize` and `main`, or `_start`; most host functions are closed meanwhile. */
  start(): void {
    this.#allowed = ALLOWED_DURING_START;
    if (this.#functions.has("_initialize")) {
      this.#enter("_initialize");
      if (this.#functions.has("main")) this.#enter("main", 0, 0);
      else this.#enter("__main_void");
    } else this.#enter("_start");
    this.#allowed = null;
  }

  #enter(entry: string, ...args: number[]): void {
    this.services.runLimit.entering(entry, () => this.#invoke(this.#vmContext, entry, args));
  }

  /** Creates, starts and configures the plugin's root context; false when the guest refuses. */
  startPlugin(plugin: Plugin): boolean {
    const root = this.roots.get(plugin.key) ?? new RootContext(this, this.allocateContextId(), plugin);
    this.roots.set(plugin.key, root);
    return root.onStart() && root.onConfigure();
  }

  /**
   * Calls a callback, then does what it asked for (continue, close, local response). Answers 0 when the module does not
   * export it, when the VM has failed and when it traps.
   */
  call(context: Context, name: GuestCallback, ...args: number[]): number {
    return this.callThen(context, name, args, (result) => result);
  }

  /** Like {@link call}; `settle` turns the result into the host's answer while a local response still stops the iteration. */
  callThen<T>(context: Context, name: GuestCallback, args: readonly number[], settle: (result: number) => T): T {
    if (this.isFailed || !this.has(name)) return settle(0);
    const { nesting } = this.services;
    if (nesting.isAtLimit) {
      this.fail(nestingFailure(name));
      return settle(0);
    }
    nesting.enter();
    try {
      return settle(this.#invoke(context, name, args));
    } finally {
      this.isIterationStopped = false;
      this.#runActions();
      nesting.leave();
    }
  }

  /** Queues what must wait until the running callback has returned. */
  defer(action: () => void): void {
    this.#actions.push(action);
  }

  /** Asks the guest for memory, while only logging and clocks are open to it. Null when it gives none. */
  allocate(size: number): number | null {
    this.#allowed = ALLOWED_DURING_MALLOC;
    const name = this.#functions.has("malloc") ? "malloc" : "proxy_on_memory_allocate";
    const address = this.#invoke(this.#vmContext, name, [size]) >>> 0;
    this.#allowed = null;
    return address === 0 ? null : address;
  }

  /** Allocates, copies, and writes address and size where the guest wants them. Empty bytes allocate nothing. */
  copyOut(bytes: Uint8Array, addressPointer: number, sizePointer: number): boolean {
    const address = bytes.length === 0 ? 0 : this.allocate(bytes.length);
    if (address === null || !this.memory.write(address, bytes)) return false;
    return this.memory.writeU32(addressPointer, address) && this.memory.writeU32(sizePointer, bytes.length);
  }

  /** Forgets all contexts without a word to the guest: what Envoy does to a canary. */
  discard(): void {
    for (const root of this.roots.values()) root.abandon();
    this.contexts.clear();
  }

  isAllowed(name: string): boolean {
    return this.#current !== null && (this.#allowed === null || this.#allowed.has(name));
  }

  /** Marks the VM as failed; the first reason stays. Every stream on it fails at its next callback. */
  fail(reason: string): void {
    this.#failure ??= reason;
    this.services.log({ level: "error", plugin: this.#current?.plugin?.name ?? "", message: reason });
  }

  #instantiate(module: CompiledModule, link: LinkImports): void {
    const { runLimit } = this.services;
    try {
      const imports = link(this, module.imports);
      const { exports } = new WebAssembly.Instance(module.module, imports.importObject);
      for (const [name, value] of Object.entries(exports)) {
        if (typeof value === "function") this.#functions.set(name, runLimit.bound(value as GuestFunction));
        else if (value instanceof WebAssembly.Memory) this.memory = new GuestMemory(value);
      }
      if (imports.memory !== null) this.memory = new GuestMemory(imports.memory);
    } catch (error) {
      this.fail(`Failed to create new Wasm instance: ${describe(error)}`);
    }
  }

  #invoke(context: Context, name: string, args: readonly number[]): number {
    const guest = this.#functions.get(name);
    if (guest === undefined || this.isFailed) return 0;
    const saved = [this.#current, this.#effectiveId] as const;
    const { stackTraceLimit } = Error;
    this.#current = context;
    this.#effectiveId = 0;
    Error.stackTraceLimit = FRAMES_MAX;
    try {
      return this.trace === null ? (guest(...args) ?? 0) : this.#invokeTraced(this.trace, guest, name, args);
    } catch (error) {
      this.fail(`Function: ${name} failed: ${describe(error)}${backtrace(error)}`);
      return 0;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      [this.#current, this.#effectiveId] = saved;
    }
  }

  #invokeTraced(trace: VmTrace, guest: GuestFunction, name: string, args: readonly number[]): number {
    if (ALLOCATORS.has(name)) return guest(...args) ?? 0;
    trace.enter(name, args);
    try {
      const result = guest(...args) ?? 0;
      trace.leave(name, result);
      return result;
    } catch (error) {
      trace.trap(describe(error));
      throw error;
    }
  }

  #runActions(): void {
    for (let action = this.#actions.shift(); action !== undefined; action = this.#actions.shift()) action();
  }
}

/** Envoy's words, and what they mean. */
function nestingFailure(name: GuestCallback): string {
  const cause = `${MAXIMUM_NESTED_CALLBACKS} callbacks run inside each other, which is where Envoy's stack ends`;
  return `Function: ${name} failed: Uncaught RangeError: Maximum call stack size exceeded (${cause}: let fewer streams go on from one callback)`;
}

function describe(error: unknown): string {
  return error instanceof Error ? `Uncaught ${error.name}: ${error.message}` : "Uncaught exception";
}
