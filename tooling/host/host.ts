import { randomFillSync } from "node:crypto";
import type { LogEntry, LogLevelName, MetricSample, PluginKind, PluginSpec } from "../gateway.js";
import { type CalloutTransport, calloutTransport } from "./upstream/callout-transport.js";
import { clusterExchange } from "./upstream/cluster-exchange.js";
import { unknownClusterTeller } from "../unknown-cluster.js";
import { Clusters } from "./upstream/clusters.js";
import { type Clock, systemClock } from "./clock.js";
import { compileModule, type LoadedPlugin } from "./plugin/compiled-module.js";
import { LOG_LEVEL_NAMES } from "./vm/context.js";
import { fetchExchange } from "./upstream/fetch-exchange.js";
import { fetchThrough, type FetchHandler } from "./stream/fetch-stream.js";
import { FilterChain, type FilterChainOptions } from "./stream/filter-chain.js";
import { HttpContext } from "./vm/http-context.js";
import { DEFAULT_STREAM_IDLE_TIMEOUT_MS, IdleTimers } from "./stream/idle-timers.js";
import { KeptLogs } from "../kept-logs.js";
import { NetworkContext } from "./vm/network-context.js";
import { NetworkFilterChain, type NetworkFilterChainOptions } from "./stream/network-filter-chain.js";
import { Nesting } from "./limits/nesting.js";
import { toPlugin } from "./plugin/plugin.js";
import { configurationRefused, moduleRefused, refusalWords } from "./plugin/refusal.js";
import { RunLimit } from "./limits/run-limit.js";
import type { Services } from "./vm/services.js";
import type { SharedDataStore } from "./state/shared-data-store.js";
import { SharedState } from "./state/shared-state.js";
import { startVm } from "./start-vm.js";
import type { Vm } from "./vm/vm.js";
import { newStreamInfo, type SocketAddress, type StreamInfo } from "./properties/stream-info.js";
import { TimeLimitError } from "./limits/time-limit.js";
import { Trace } from "./trace/trace.js";
import { Worker } from "./worker.js";

/** Envoy's own `per_connection_buffer_limit_bytes`. */
const DEFAULT_BUFFER_LIMIT_BYTES = 1024 * 1024;

/** How long a module may take to start and to be configured. Envoy has no such limit. */
export const DEFAULT_LOAD_TIME_LIMIT_MS = 10_000;

/** What stands around the plugins of a host. */
export interface HostOptions {
  /** Default: the machine's clock. A `FakeClock` fires ticks and callout timeouts when the test moves it. */
  readonly clock?: Clock;
  /** Answers callouts in the place of real clusters. Rejecting is a refused connection. */
  readonly callout?: (cluster: string, request: Request) => Response | Promise<Response>;
  /**
   * Callout clusters: name → origin, `http:` or `grpc:`. With `callout`, the only names that exist; without it, where
   * callouts go. gRPC calls go there in both cases.
   */
  readonly clusters?: Readonly<Record<string, string>>;
  /** Called with every log line of a plugin, as it comes. */
  readonly onLog?: (entry: LogEntry) => void;
  /** Called with what a plugin's user should know and Envoy says nowhere: a cluster that is called and is not there, once a name. */
  readonly onNote?: (note: string) => void;
  /** Called with each line of a trace of callbacks and host calls; see {@link Trace}. Absent: nothing is traced. */
  readonly onTrace?: (line: string) => void;
  /** Log lines below it are dropped, as Envoy does; default info. */
  readonly logLevel?: LogLevelName;
  /** Fills bytes with random ones; default: a secure source. */
  readonly random?: (bytes: Buffer) => void;
  /** VMs that streams are spread over, beside the one of the main thread; default 1. */
  readonly workers?: number;
  /** How long a module may take to start and to be configured before it is refused, or fails where it is loaded anew; default 10 s. */
  readonly loadTimeLimitMs?: number;
  /**
   * For modules that may be anyone's: whether each callback is broken off after as long, and the start in time whatever they do there. The
   * start takes some 50 ms longer, a callback some 0.1. Default false: the loop of a module in which every round fills much memory is
   * broken off late, and that of a callback not at all, but by the steps that a build of Sluice counts.
   */
  readonly boundsCallbacks?: boolean;
  /** What VMs share beyond this host; default: nothing, it has its own. */
  readonly shared?: SharedState;
  /** How much of a body is buffered for a plugin; default 1 MiB. 0 is no limit. */
  readonly bufferLimitBytes?: number;
  /** Labels to take out of the names of metrics; default: all that stand there, which Envoy does not know of itself. */
  readonly metricLabels?: readonly string[];
  /** How long nothing may happen on an HTTP stream before it ends in 504 or 408; default 5 minutes, Envoy's own. 0 is no limit. */
  readonly streamIdleTimeoutMs?: number;
}

/** What is known of the client's connection. */
interface EndpointOptions {
  readonly connectionId?: number;
  readonly source?: SocketAddress | null;
  readonly destination?: SocketAddress | null;
}

/** The two ends of an HTTP stream. */
export interface StreamOptions extends EndpointOptions, Pick<FilterChainOptions, "downstream" | "connect"> {}

/** The two ends of a TCP connection. */
export interface ConnectionOptions extends EndpointOptions, Pick<NetworkFilterChainOptions, "downstream" | "connect"> {}

/**
 * The in-process proxy-wasm host: loads plugins as Envoy does (a canary VM, one of the main thread, one each worker) and
 * sends streams and connections through their chains.
 *
 * @example
 * const host = new Host();
 * await host.loadPlugin({ name: "hello", rootId: "hello", module });
 * const response = await host.fetch(new Request("http://gateway.test/"), (request) => new Response("hi"));
 * host.close();
 */
export class Host {
  readonly #logs = new KeptLogs();
  /** The log lines of the plugins, oldest first: all of them, unless they are more than 16 MiB. */
  readonly logs: LogEntry[];
  /** What plugins share; look with `get(vmId, key)` and `keys(vmId)`. */
  readonly sharedData: SharedDataStore;
  readonly #services: Services;
  /** The main thread: it runs ticks and callouts, and serves no streams. */
  readonly #main: Worker;
  readonly #workers: readonly Worker[];
  /** By kind, in the order in which they were loaded. */
  readonly #plugins: Readonly<Record<PluginKind, LoadedPlugin[]>> = {
    http: [],
    network: [],
    "access-logger": [],
    service: [],
  };
  /** What the workers have not started yet. */
  readonly #waiting: LoadedPlugin[] = [];
  readonly #bufferLimitBytes: number;
  readonly #metricLabels: readonly string[] | null;
  readonly #idleTimers: IdleTimers;
  #nextWorker = 0;
  #nextConnectionId = 0;

  /** A host without plugins: `loadPlugin` adds them, `start` begins the work. */
  constructor(options: HostOptions = {}) {
    this.#bufferLimitBytes = options.bufferLimitBytes ?? DEFAULT_BUFFER_LIMIT_BYTES;
    this.#metricLabels = options.metricLabels ?? null;
    const { loadTimeLimitMs = DEFAULT_LOAD_TIME_LIMIT_MS, boundsCallbacks = false } = options;
    const clusters = new Clusters(options.clusters ?? {});
    const { data, queues, metrics } = options.shared ?? new SharedState();
    this.logs = this.#logs.entries;
    this.sharedData = data;
    const clock = options.clock ?? systemClock;
    const nesting = new Nesting();
    this.#idleTimers = new IdleTimers(clock, options.streamIdleTimeoutMs ?? DEFAULT_STREAM_IDLE_TIMEOUT_MS);
    this.#services = {
      clock,
      ...{ metrics, queues, sharedData: data },
      callouts: calloutsOf(options, clusters),
      clusters,
      onUnknownCluster: unknownClusterTeller(Object.keys(options.clusters ?? {}), options.onNote ?? (() => undefined)),
      nesting,
      runLimit: new RunLimit(loadTimeLimitMs, nesting, boundsCallbacks),
      trace: options.onTrace === undefined ? null : new Trace(options.onTrace),
      random: options.random ?? randomFillSync,
      logLevel: LOG_LEVEL_NAMES.indexOf(options.logLevel ?? "info"),
      log: (entry) => {
        this.#logs.add(entry);
        options.onLog?.(entry);
      },
    };
    this.#main = new Worker(this.#services, "main thread");
    this.#workers = Array.from({ length: options.workers ?? 1 }, () => new Worker(this.#services));
  }

  /**
   * Adds a plugin, a filter at the end of its chain. Its module is instantiated and configured in a canary VM first; only when it is
   * content there the others follow.
   *
   * @throws ToolError `ERR_MODULE_INVALID`, `ERR_MODULE_REFUSED` or `ERR_CONFIGURATION_REFUSED`, with the module's own words
   */
  async loadPlugin(spec: PluginSpec): Promise<void> {
    const plugin = toPlugin(spec);
    const loaded = { plugin, module: await compileModule(spec.name, spec.module) };
    this.#orRefused(plugin.name, () => this.#load(loaded));
    this.#plugins[plugin.kind].push(loaded);
    if (!plugin.isSingleton) this.#waiting.push(loaded);
  }

  /** Starts the plugins in the workers, but singletons; the first stream does it where this was not called. */
  start(): void {
    if (this.#waiting.length === 0) return;
    for (const worker of this.#workers) {
      for (const loaded of this.#waiting) this.#orRefused(loaded.plugin.name, () => worker.load(loaded));
    }
    // Only now: what does not start is tried, and refused, with each stream.
    this.#waiting.length = 0;
  }

  /** Envoy's order: a base VM that only starts, a canary that is configured and thrown away, then the main thread's. */
  #load(loaded: LoadedPlugin): boolean {
    // A filter and an access logger may be one plugin: name, root id and configuration are the same.
    if (this.#main.has(loaded.plugin)) return true;
    return this.#isAccepted(loaded) && this.#main.load(loaded);
  }

  #isAccepted(loaded: LoadedPlugin): boolean {
    const canaries: Vm[] = [];
    try {
      return this.#services.runLimit.load(() => {
        startVm(loaded, this.#services, "base");
        const canary = startVm(loaded, this.#services, "canary");
        canaries.push(canary);
        return canary.startPlugin(loaded.plugin);
      });
    } finally {
      // Out here: what is broken off runs no `finally` of its own.
      for (const canary of canaries) canary.discard();
    }
  }

  /** Runs the start of a plugin; throws the module's words when it refuses. */
  #orRefused(name: string, start: () => boolean): void {
    const before = this.#logs.end;
    try {
      if (start()) return;
    } catch (error) {
      if (!(error instanceof TimeLimitError)) throw error;
      if (error.entry !== null) throw moduleRefused(name, `Function: ${error.entry} ${error.message}`, error);
      throw configurationRefused(name, [`it ${error.message}`], error);
    }
    throw configurationRefused(name, refusalWords(name, this.#logs.since(before)));
  }

  /** The plugins' own metrics, now. */
  metrics(): MetricSample[] {
    return this.#services.metrics.samples(this.#metricLabels);
  }

  /** Linear memory of the modules in the workers, in bytes. Memory of a module never shrinks. */
  memoryBytes(): number {
    return this.#workers.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  }

  /** Opens a stream on the next worker; the caller feeds its request and takes its response. */
  openStream(options: StreamOptions): FilterChain {
    const worker = this.#takeWorker();
    const info = this.#newStreamInfo("HTTP/1.1", options);
    return new FilterChain({
      contexts: worker.createContexts(this.#plugins.http, (root, plugin) => new HttpContext(root, plugin)),
      loggers: worker.rootsOf(this.#plugins["access-logger"]),
      info,
      downstream: options.downstream,
      connect: options.connect,
      bufferLimitBytes: this.#bufferLimitBytes,
      idleTimers: this.#idleTimers,
      clock: this.#services.clock,
    });
  }

  /** Opens a TCP connection on the next worker; the caller opens the chain, feeds it and takes what comes out. */
  openConnection(options: ConnectionOptions): NetworkFilterChain {
    const worker = this.#takeWorker();
    return new NetworkFilterChain({
      contexts: worker.createContexts(this.#plugins.network, (root, plugin) => new NetworkContext(root, plugin)),
      loggers: worker.rootsOf(this.#plugins["access-logger"]),
      info: this.#newStreamInfo(null, options),
      downstream: options.downstream,
      connect: options.connect,
      bufferLimitBytes: this.#bufferLimitBytes,
      clock: this.#services.clock,
    });
  }

  #takeWorker(): Worker {
    this.start();
    return this.#workers[this.#nextWorker++ % this.#workers.length] as Worker;
  }

  #newStreamInfo(protocol: string | null, options: EndpointOptions): StreamInfo {
    return newStreamInfo({
      connectionId: options.connectionId ?? this.#nextConnectionId++,
      protocol,
      source: options.source ?? null,
      destination: options.destination ?? null,
      startTime: this.#services.clock.now(),
    });
  }

  /** Sends one request through the chain to an upstream that is a function. Rejects when the stream is reset. */
  fetch(request: Request, upstream: FetchHandler): Promise<Response> {
    return fetchThrough((ends) => this.openStream(ends), request, upstream);
  }

  /** Ends the plugins: `proxy_on_done` and `proxy_on_delete` of their root contexts; ticks and callouts stop. */
  close(): void {
    for (const worker of [...this.#workers, this.#main]) worker.shutDown();
    this.#idleTimers.close();
    this.#services.clusters.close();
  }
}

function calloutsOf({ callout, clusters: origins }: HostOptions, clusters: Clusters): CalloutTransport {
  const hasCluster = (name: string): boolean =>
    origins === undefined ? callout !== undefined : Object.hasOwn(origins, name);
  const isReady = (name: string): boolean => clusters.get(name)?.isReady === true;
  const exchange = callout === undefined ? clusterExchange(clusters) : fetchExchange(callout);
  return calloutTransport(exchange, { hasCluster, isReady });
}
