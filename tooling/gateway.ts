import { ToolError } from "./error.js";

/**
 * The engine that runs a gateway: a real Envoy, or the in-process host on Node's own WebAssembly.
 *
 * The in-process host does to a plugin what Envoy does, over HTTP/1.1 as Node speaks it. There it differs: a body behind a status of 204 or 304,
 * which Envoy sends and clients take for the next response, is not sent; nor is what HTTP/1.1 cannot carry, such as a name with a space,
 * which Envoy writes as it is. Two `cookie` lines reach the upstream as one. `CONNECT` and what Node's parser refuses end without the
 * filter's `onLog`, which Envoy calls for them. A callout whose service falls silent after its headers ends with a 504, on Envoy as a reset.
 */
export type Engine = "envoy" | "node";

/** What happens to requests once a plugin's VM has trapped; see `PluginSpec.failurePolicy`. */
export type FailurePolicy = "FAIL_CLOSED" | "FAIL_OPEN" | "FAIL_RELOAD";

/** The levels of the log, from the least to the greatest. */
export type LogLevelName = "trace" | "debug" | "info" | "warn" | "error" | "critical";

/**
 * What a plugin is to the gateway: `http`, a filter of HTTP streams (`envoy.filters.http.wasm`); `network`, a filter of TCP
 * connections (`envoy.filters.network.wasm`); `access-logger`, told of each stream or connection at its end, in its root
 * context (`envoy.access_loggers.wasm`); `service`, a root context that sees no stream (`envoy.bootstrap.wasm`).
 */
export type PluginKind = "http" | "network" | "access-logger" | "service";

/** The words of {@link PluginKind}. */
export const PLUGIN_KINDS: readonly PluginKind[] = ["http", "network", "access-logger", "service"];

/** One plugin of a gateway. The words are those of `envoy.extensions.wasm.v3.PluginConfig`. */
export interface PluginSpec {
  /** Default `http`. A gateway has HTTP filters or network filters, not both. */
  readonly kind?: PluginKind;
  /** `PluginConfig.name`: prefix of its log lines and of its statistics. */
  readonly name: string;
  /** `PluginConfig.root_id`: which of the module's registrations it is. */
  readonly rootId: string;
  /** The compiled module. */
  readonly module: Uint8Array;
  /** What `proxy_on_configure` reads: JSON text or raw bytes. Absent is the empty configuration. */
  readonly configuration?: string | Uint8Array;
  /** Plugins with the same `vmId`, `vmConfiguration`, `environment` and module share one VM a worker, and end with it when one traps. */
  readonly vmId?: string;
  /** `VmConfig.configuration`, which guests read as the VM's configuration: JSON text or raw bytes. Absent: empty. */
  readonly vmConfiguration?: string | Uint8Array;
  /** Of a service, `WasmService.singleton`: true is one on the main thread, false (Envoy's default) one a thread. */
  readonly singleton?: boolean;
  /** Environment variables of the VM, seen through WASI. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Once the VM has trapped: `FAIL_CLOSED`, the default, answers 503; `FAIL_OPEN` leaves the plugin out; `FAIL_RELOAD` starts a new
   * VM for the requests that come later, at most one a second.
   */
  readonly failurePolicy?: FailurePolicy;
  /** `PluginConfig.allow_on_headers_stop_iteration`: default false, as in Envoy and as in every Istio WasmPlugin. */
  readonly allowOnHeadersStopIteration?: boolean;
}

/** What a gateway is made of, whichever engine runs it. */
export interface GatewayOptions {
  /** The plugins; filters make up the chain in this order. A network filter among them makes it a TCP gateway. */
  readonly plugins: readonly PluginSpec[];
  /**
   * Origin of the upstream, e.g. `http://127.0.0.1:8080`, of a TCP gateway `tcp://127.0.0.1:5432`; the cluster's name is
   * `upstream`.
   */
  readonly upstream: string;
  /** Callout clusters: cluster name → origin. */
  readonly clusters?: Readonly<Record<string, string>>;
  /** Port on 127.0.0.1; 0 or absent lets the system choose. */
  readonly port?: number;
  /** Port of the admin interface (Envoy only); 0 or absent lets the system choose. */
  readonly adminPort?: number;
  /** Worker threads (Envoy) or VMs (node); default 1. */
  readonly workers?: number;
  /** Connection buffer limit in bytes (`per_connection_buffer_limit_bytes`); default 1 MiB, Envoy's own. */
  readonly bufferLimitBytes?: number;
  /**
   * How long nothing may happen on an HTTP stream, a plugin that has paused it included (`stream_idle_timeout`): then it ends in 504
   * `stream timeout`, or 408 where the request had not come to its end. Default 5 minutes, Envoy's own; 0 is no limit.
   */
  readonly streamIdleTimeoutMs?: number;
  /**
   * Whether HTTP/2 METADATA frames reach the plugins and the upstream (`http2_protocol_options.allow_metadata`, of the listener and of
   * `grpc` origins); default false, as in Envoy. Of Envoy only: the in-process host serves HTTP/1.1, which has none.
   */
  readonly allowMetadata?: boolean;
  /** Names of the labels that the plugins' metrics carry; see `MetricSample.labels`. */
  readonly metricLabels?: readonly string[];
  /** Called with every log line of a plugin, as it comes. */
  readonly onLog?: (entry: LogEntry) => void;
  /**
   * Called with each line of a trace: every callback of the plugins and every host call with its arguments and its answer.
   * Of the in-process host only; Envoy writes none. Values of secret headers are masked.
   */
  readonly onTrace?: (line: string) => void;
}

/** One log line of a plugin. */
export interface LogEntry {
  /** The level at which the plugin wrote it. */
  readonly level: LogLevelName;
  /** `PluginSpec.name`, or "" where the host could not tell. */
  readonly plugin: string;
  /** The line, without Envoy's prefix. */
  readonly message: string;
}

/** One series of a plugin's metrics, labels taken out of its name. A histogram has `count` and `sum` instead of `value`. */
export interface MetricSample {
  /** The metric's name; what Prometheus has in no name is `_`. */
  readonly name: string;
  /** What it does with the values that it is given. */
  readonly type: "counter" | "gauge" | "histogram";
  /** The labels of this series. */
  readonly labels: Readonly<Record<string, string>>;
  /** Of a counter or gauge. */
  readonly value?: number;
  /** How many values a histogram was given. */
  readonly count?: number;
  /** Their sum. */
  readonly sum?: number;
}

/** A running gateway. `close` and `await using` end it for sure: no process, no port is left behind. */
export interface Gateway extends AsyncDisposable {
  /** What runs it. */
  readonly engine: Engine;
  /** Origin of the gateway, e.g. `http://127.0.0.1:40123`, of a TCP gateway `tcp://127.0.0.1:40123`. */
  readonly url: string;
  /** Origin of Envoy's admin interface, null on the in-process host. */
  readonly adminUrl: string | null;
  /** Every log line of the plugins since the start, oldest first. */
  readonly logs: readonly LogEntry[];
  /** The plugins' own metrics, exact at the time of the call. */
  metrics(): Promise<MetricSample[]>;
  /** Ends it, and all that belongs to it. */
  close(): Promise<void>;
}

/**
 * What a gateway speaks: TCP when it has a network filter, else HTTP.
 *
 * @throws ToolError `ERR_USAGE` when it has filters of both, or the upstream speaks the other.
 */
export function gatewayProtocol({ plugins, upstream }: GatewayShape): "http" | "tcp" {
  const kinds = new Set(plugins.map(({ kind }) => kind ?? "http"));
  if (kinds.has("http") && kinds.has("network")) {
    throw new ToolError("ERR_USAGE", "a gateway has HTTP filters or network filters, not both", {
      hint: "serve them on two gateways",
    });
  }
  const protocol = kinds.has("network") ? "tcp" : "http";
  if (upstream.startsWith("tcp:") === (protocol === "tcp")) return protocol;
  throw new ToolError("ERR_USAGE", `upstream: its address is of another protocol than the gateway's, ${protocol}`, {
    hint: `give an origin such as ${protocol}://127.0.0.1:8080`,
  });
}

/**
 * Refuses configurations that are objects: only their text or bytes tell what the plugin is to read.
 *
 * @throws ToolError `ERR_USAGE` naming the plugin and the member, never the value.
 */
export function refuseObjects(
  plugins: readonly Pick<PluginSpec, "name" | "configuration" | "vmConfiguration">[],
): void {
  for (const plugin of plugins) {
    for (const member of ["configuration", "vmConfiguration"] as const) {
      const value: unknown = plugin[member];
      if (value === undefined || typeof value === "string" || value instanceof Uint8Array) continue;
      throw new ToolError("ERR_USAGE", `plugin "${plugin.name}": ${member} is neither text nor bytes`, {
        hint: `write it as JSON: ${member}: JSON.stringify(…)`,
      });
    }
  }
}

interface GatewayShape {
  readonly plugins: readonly Pick<PluginSpec, "kind">[];
  readonly upstream: string;
}
