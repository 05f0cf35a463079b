/** The engine that runs a gateway: a real Envoy, or the in-process host on Node's own WebAssembly. */
export type Engine = "envoy" | "node";

export type FailurePolicy = "FAIL_CLOSED" | "FAIL_OPEN" | "FAIL_RELOAD";

export type LogLevelName = "trace" | "debug" | "info" | "warn" | "error" | "critical";

/** One plugin of a gateway's filter chain. The words are those of `envoy.extensions.wasm.v3.PluginConfig`. */
export interface PluginSpec {
  /** `PluginConfig.name`: prefix of its log lines and of its statistics. */
  readonly name: string;
  readonly rootId: string;
  /** The compiled module. */
  readonly module: Uint8Array;
  /** What `proxy_on_configure` reads: JSON text or raw bytes. Absent is the empty configuration. */
  readonly configuration?: string | Uint8Array;
  readonly vmId?: string;
  /** Environment variables of the VM, seen through WASI. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default `FAIL_CLOSED`. */
  readonly failurePolicy?: FailurePolicy;
  /** `PluginConfig.allow_on_headers_stop_iteration`: default false, as in Envoy and as in every Istio WasmPlugin. */
  readonly allowOnHeadersStopIteration?: boolean;
}

/** What a gateway is made of, whichever engine runs it. */
export interface GatewayOptions {
  /** The filter chain, first plugin first. */
  readonly plugins: readonly PluginSpec[];
  /** Origin of the upstream, e.g. `http://127.0.0.1:8080`; the cluster's name is `upstream`. */
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
  /** Names of the labels that the plugins' metrics carry; see `MetricSample.labels`. */
  readonly metricLabels?: readonly string[];
  /** Called with every log line of a plugin, as it comes. */
  readonly onLog?: (entry: LogEntry) => void;
}

/** One log line of a plugin. */
export interface LogEntry {
  readonly level: LogLevelName;
  /** `PluginSpec.name`, or "" where the host could not tell. */
  readonly plugin: string;
  readonly message: string;
}

/** One series of a plugin's metrics, labels taken out of its name. A histogram has `count` and `sum` instead of `value`. */
export interface MetricSample {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: Readonly<Record<string, string>>;
  readonly value?: number;
  readonly count?: number;
  readonly sum?: number;
}

/** A running gateway. `close` and `await using` end it for sure: no process, no port is left behind. */
export interface Gateway extends AsyncDisposable {
  readonly engine: Engine;
  /** Origin of the gateway, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Origin of Envoy's admin interface, null on the in-process host. */
  readonly adminUrl: string | null;
  /** Every log line of the plugins since the start, oldest first. */
  readonly logs: readonly LogEntry[];
  /** The plugins' own metrics, exact at the time of the call. */
  metrics(): Promise<MetricSample[]>;
  close(): Promise<void>;
}
