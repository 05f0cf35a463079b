import type { JsonValue, StringMap, TargetReference } from "./kubernetes.js";

/** Where Istio places a plugin of kind WasmPlugin or TrafficExtension: before its own authentication, authorization or statistics filters. */
export const PHASES = ["UNSPECIFIED_PHASE", "AUTHN", "AUTHZ", "STATS"] as const;
export type Phase = (typeof PHASES)[number];

/** What the proxy does with a request when the plugin can't be fetched or its VM has failed. */
export const FAIL_STRATEGIES = ["FAIL_CLOSE", "FAIL_OPEN", "FAIL_RELOAD"] as const;
export type FailStrategy = (typeof FAIL_STRATEGIES)[number];

export const IMAGE_PULL_POLICIES = ["UNSPECIFIED_POLICY", "IfNotPresent", "Always"] as const;
export type ImagePullPolicy = (typeof IMAGE_PULL_POLICIES)[number];

/** What a plugin filters: requests, or the bytes of TCP connections. */
export const PLUGIN_TYPES = ["HTTP", "NETWORK"] as const;
export type PluginType = (typeof PLUGIN_TYPES)[number];

/**
 * Which proxies, and which of their listeners, an EnvoyFilter patches. The definition has WAYPOINT too, which passes `istioctl validate`; but no
 * istiod up to 1.31 applies a patch of that context.
 */
export const PATCH_CONTEXTS = ["ANY", "SIDECAR_INBOUND", "SIDECAR_OUTBOUND", "GATEWAY"] as const;
export type PatchContext = (typeof PATCH_CONTEXTS)[number];

/**
 * How an EnvoyFilter brings the plugin: as an extension that istiod hands out and whose module istio-agent fetches, as it does for a
 * WasmPlugin, or inline in the listener, where Envoy itself fetches it.
 */
export const FILTER_FORMS = ["ecds", "inline"] as const;
export type FilterForm = (typeof FILTER_FORMS)[number];

/** Priority of a plugin for which none is given. Istio sorts an unset priority behind every explicit one, even a negative. */
export const DEFAULT_PRIORITY = 10;

/** Seconds an Envoy waits for the module of an EnvoyFilter. */
export const DEFAULT_TIMEOUT_SECONDS = 30;

/** Name of the HTTP filter that an inline EnvoyFilter inserts. */
export const DEFAULT_PATCH_NAME = "envoy.filters.http.wasm";
/** The same of a plugin that filters connections. */
export const DEFAULT_NETWORK_PATCH_NAME = "envoy.filters.network.wasm";

/** The Envoy cluster from which an EnvoyFilter's module is fetched. */
export interface ModuleCluster {
  readonly name: string;
  /** True when the proxy has it already, as `outbound|80||HOST`; otherwise the EnvoyFilter adds it. */
  readonly isExisting?: boolean;
}

/**
 * One plugin of a fleet, whichever resource carries it. Fields that a resource has no place for are named as such; the
 * rest means the same in all.
 */
export interface PluginDescription {
  /** `metadata.name`. */
  readonly name: string;
  readonly namespace: string;
  /** `http`, `https`, `oci` or `file` URL of the module; the scheme is never left out. */
  readonly url: string;
  /**
   * 64 lowercase hex digits: of the module's bytes for `http(s)`, of the image manifest for `oci`. Where Envoy itself fetches, it
   * must be there.
   */
  readonly sha256?: string;
  /** The root context of the module that runs: `pluginName` of a WasmPlugin, `root_id` of Envoy. */
  readonly rootId?: string;
  /** What the plugin is configured with; text reaches it as it is. A WasmPlugin takes an object only, and text only an EnvoyFilter. */
  readonly configuration?: JsonValue;
  /** Labels of the workloads; absent is every workload of the namespace. Not together with `targetRefs`. */
  readonly selector?: StringMap;
  readonly targetRefs?: readonly TargetReference[];
  /** Default {@link DEFAULT_PRIORITY}. In a WasmPlugin the highest runs first; EnvoyFilters are applied from the lowest on. */
  readonly priority?: number;
  /** Absent is the proxy's default, which is to fail closed. `FAIL_RELOAD` needs Istio 1.27. */
  readonly failStrategy?: FailStrategy;
  /** Environment variables of the VM. */
  readonly environment?: StringMap;
  /** Names of the proxy's own environment variables that the VM may see. */
  readonly hostEnvironment?: readonly string[];

  /** WasmPlugin, TrafficExtension and Higress only. */
  readonly phase?: Phase;
  /** WasmPlugin, TrafficExtension and EnvoyFilter only, the others know `HTTP` alone; default `HTTP`. */
  readonly type?: PluginType;
  /** Not of an EnvoyFilter, nor of plain Envoy. */
  readonly imagePullPolicy?: ImagePullPolicy;
  /** Not of an EnvoyFilter, nor of plain Envoy: a docker-registry Secret in the plugin's namespace. */
  readonly imagePullSecret?: string;

  /** EnvoyFilter only: default `ecds`, but `inline` where a `cluster` is given. */
  readonly form?: FilterForm;
  /** EnvoyFilter and plain Envoy only: `PluginConfig.name`, prefix of log lines and statistics; default `name`. */
  readonly pluginName?: string;
  /**
   * EnvoyFilter and plain Envoy only: name of the filter; default {@link DEFAULT_PATCH_NAME} ({@link DEFAULT_NETWORK_PATCH_NAME} for
   * connections), or `NAMESPACE.NAME` of an extension, whose name no other may have.
   */
  readonly patchName?: string;
  /** EnvoyFilter only: default `GATEWAY`. */
  readonly context?: PatchContext;
  /**
   * EnvoyFilter and plain Envoy only, not for connections: names of the routes whose requests the plugin sees; default all. In Istio a
   * route has the name of its entry in a VirtualService.
   */
  readonly routes?: readonly string[];
  /** Inline only, and only for `http(s)`: default a cluster of the plugin's own, named after it. */
  readonly cluster?: ModuleCluster;
  /** EnvoyFilter and plain Envoy only: default {@link DEFAULT_TIMEOUT_SECONDS}. */
  readonly timeoutSeconds?: number;
  /** EnvoyFilter and plain Envoy only: plugins of one `vmId` share a VM and its shared data; default `pluginName`. "" is that of every WasmPlugin. */
  readonly vmId?: string;
  /**
   * EnvoyFilter and plain Envoy only: everything the module may call and everything it may be called by (imports of the proxy-wasm
   * ABI and of WASI, and the exported `proxy_on_…` callbacks). Absent or empty restricts nothing, as in Envoy.
   */
  readonly capabilities?: readonly string[];
  /** EnvoyFilter and plain Envoy only: lets a headers callback hold the headers while the body is read. Needs Istio 1.28. */
  readonly allowOnHeadersStopIteration?: boolean;
}
