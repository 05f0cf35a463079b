// Generated from sluice.config.schema.json by `npm run config-type`.
import type { JsonObject } from "../../istio/index.js";

/** What `sluice manifest` makes without a MODULE */
export interface SluiceConfig {
  /** For editors: this schema. */
  readonly $schema?: string;
  /** A chain of plugins on the same proxies. What stands beside `plugins` holds for all of them. */
  readonly manifest: {
    readonly kinds: readonly (
      "WasmPlugin" | "TrafficExtension" | "EnvoyFilter" | "EnvoyExtensionPolicy" | "HigressWasmPlugin" | "registry"
    )[];
    /** In the order in which requests meet them. */
    readonly plugins: readonly {
      /** A file, relative to this one; a URL; or an image reference. */
      readonly module: string;
      /** Folder or entry file that `sluice ci` builds the module of, relative to this file. Plugins of one module may each name theirs. */
      readonly filter?: string;
      readonly name?: string;
      readonly rootId?: string;
      /** An object becomes JSON; text reaches the plugin as it is, by an EnvoyFilter only */
      readonly configuration?: JsonObject | string;
      readonly url?: string;
      readonly sha256?: string;
      readonly phase?: "UNSPECIFIED_PHASE" | "AUTHN" | "AUTHZ" | "STATS";
      readonly priority?: number;
      readonly failStrategy?: "FAIL_CLOSE" | "FAIL_OPEN" | "FAIL_RELOAD";
      readonly environment?: Readonly<Record<string, string>>;
      readonly hostEnvironment?: readonly string[];
      readonly callouts?: readonly string[];
      readonly vmId?: string;
      readonly vm?: "shared" | "isolated";
      readonly routes?: readonly string[];
      readonly allowOnHeadersStopIteration?: boolean;
      /** What is made of this plugin, in the place of what is made of all. */
      readonly kinds?: readonly (
        "WasmPlugin" | "TrafficExtension" | "EnvoyFilter" | "EnvoyExtensionPolicy" | "HigressWasmPlugin" | "registry"
      )[];
      readonly pluginName?: string;
      readonly patchName?: string;
      /** The Envoy cluster that an inline EnvoyFilter fetches the module from; of its own where `isExisting` is not true. */
      readonly cluster?: {
        readonly name: string;
        readonly isExisting?: boolean;
      };
      readonly timeoutSeconds?: number;
      readonly hasStatsTags?: boolean;
      readonly isUnrestricted?: boolean;
      readonly registryName?: string;
    }[];
    readonly namespace?: string;
    readonly target?: "istio@1.27" | "istio@1.28" | "istio@1.29" | "istio@1.30" | "istio@1.31";
    readonly selector?: Readonly<Record<string, string>>;
    readonly targetRefs?: readonly {
      readonly group: string;
      readonly kind: string;
      readonly name: string;
    }[];
    readonly phase?: "UNSPECIFIED_PHASE" | "AUTHN" | "AUTHZ" | "STATS";
    readonly failStrategy?: "FAIL_CLOSE" | "FAIL_OPEN" | "FAIL_RELOAD";
    readonly context?: "ANY" | "SIDECAR_INBOUND" | "SIDECAR_OUTBOUND" | "GATEWAY";
    readonly form?: "ecds" | "inline";
    readonly imagePullPolicy?: "UNSPECIFIED_POLICY" | "IfNotPresent" | "Always";
    readonly imagePullSecret?: string;
    readonly environment?: Readonly<Record<string, string>>;
    readonly hostEnvironment?: readonly string[];
    readonly callouts?: readonly string[];
    readonly vm?: "shared" | "isolated";
    readonly routes?: readonly string[];
    readonly allowOnHeadersStopIteration?: boolean;
    readonly timeoutSeconds?: number;
    readonly hasStatsTags?: boolean;
    readonly isUnrestricted?: boolean;
    readonly registryImage?: string;
    readonly replicas?: number;
    readonly registryStorage?: "ConfigMap" | "PersistentVolumeClaim";
    readonly registryStorageClass?: string;
    /** Of `registry`: its namespace is made too. */
    readonly hasNamespace?: boolean;
  };
}
