import { Option } from "commander";
import type { JsonValue } from "../../istio/index.js";
import { ToolError } from "../error.js";
import { flagOf } from "../manifest/flags.js";
import { MANIFEST_KINDS, type ManifestKind, type ManifestOptions } from "../manifest/options.js";
import type { ManifestOutputFlags } from "./manifest-output.js";
import type { SignatureFlags } from "./verified-module.js";

/** What commander hands over: the options of the library, but for those that two flags share or that must be read. */
export interface ManifestFlags
  extends
    Omit<ManifestOptions, "module" | "kinds" | "configuration" | "cluster" | "form">,
    SignatureFlags,
    RevisionFlags,
    ManifestOutputFlags {
  readonly kind?: readonly ManifestKind[];
  readonly file?: string;
  readonly config?: string;
  readonly cluster?: string;
  readonly existingCluster?: string;
  readonly timeout?: number;
  readonly env?: Record<string, string>;
  readonly hostEnv?: string[];
  readonly targetRef?: ManifestOptions["targetRefs"];
  readonly unrestricted?: true;
  readonly inline?: true;
  readonly createNamespace?: true;
  readonly callout?: string[];
  readonly statsTags?: true;
  readonly route?: string[];
}

interface RevisionFlags {
  readonly canary?: string;
  readonly canarySelector?: Record<string, string>;
  readonly previous?: string;
  readonly rollback?: string;
}

/** Fields of a plugin that two flags share, or whose value is not the flag's. */
type Read = "module" | "moduleBytes" | "kinds" | "configuration" | "cluster" | "form";

/** The other ones: each has the value of the flag that `flagOf` names. */
const TAKEN: Readonly<Record<Exclude<keyof ManifestOptions, Read>, true>> = {
  ...{ target: true, name: true, namespace: true, rootId: true, url: true, sha256: true, selector: true },
  ...{ targetRefs: true, priority: true, failStrategy: true, callouts: true, vm: true, hasStatsTags: true },
  ...{ environment: true, hostEnvironment: true, phase: true, imagePullPolicy: true, imagePullSecret: true },
  ...{ pluginName: true, patchName: true, context: true, timeoutSeconds: true, routes: true, vmId: true },
  ...{ allowOnHeadersStopIteration: true, extensionFile: true, isUnrestricted: true, registryName: true },
  ...{ registryImage: true, registryStorage: true, registryStorageClass: true, replicas: true, hasNamespace: true },
};

/**
 * The options of the library that flags stand for. `module` is the plugin's own.
 *
 * @throws ToolError `ERR_USAGE` where `--kind` is missing, and as `readConfiguration`
 */
export async function toManifestOptions(module: string, flags: ManifestFlags): Promise<ManifestOptions> {
  const { kind, config, cluster, existingCluster, inline } = flags;
  if (kind === undefined) {
    throw new ToolError("ERR_USAGE", "--kind is missing", { hint: `name one of ${MANIFEST_KINDS.join(", ")}` });
  }
  const { readConfiguration } = await import("../read-configuration.js");
  return {
    ...taken(flags),
    module,
    kinds: kind,
    ...(config === undefined ? {} : { configuration: (await readConfiguration(config)) as JsonValue }),
    ...(cluster === undefined ? {} : { cluster: { name: cluster } }),
    ...(existingCluster === undefined ? {} : { cluster: { name: existingCluster, isExisting: true } }),
    ...(inline === undefined ? {} : { form: "inline" }),
  };
}

function taken(flags: ManifestFlags): Partial<ManifestOptions> {
  const values = new Map<string, unknown>(Object.entries(flags));
  const given = (Object.keys(TAKEN) as (keyof typeof TAKEN)[])
    .map((field) => [field, values.get(new Option(flagOf(field)).attributeName())] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}
