import type { JsonValue } from "../../istio/index.js";
import { ToolError } from "../error.js";
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

/**
 * The options of the library that flags stand for. `module` is the plugin's own.
 *
 * @throws ToolError `ERR_USAGE` where `--kind` is missing, and as `readConfiguration`
 */
export async function toManifestOptions(module: string, flags: ManifestFlags): Promise<ManifestOptions> {
  if (flags.kind === undefined) {
    throw new ToolError("ERR_USAGE", "--kind is missing", { hint: `name one of ${MANIFEST_KINDS.join(", ")}` });
  }
  const {
    kind,
    file: _file,
    output: _output,
    out: _out,
    chartVersion: _chartVersion,
    force: _force,
    dryRun: _dryRun,
    diff: _diff,
    config,
    cluster,
    existingCluster,
    timeout,
    env,
    hostEnv,
    targetRef,
    unrestricted,
    inline,
    createNamespace,
    callout,
    statsTags,
    route,
    verifyKey: _verifyKey,
    signedFor: _signedFor,
    certificateIdentity: _identity,
    certificateOidcIssuer: _issuer,
    trustedRoot: _trustedRoot,
    insecure: _insecure,
    canary: _canary,
    canarySelector: _canarySelector,
    previous: _previous,
    rollback: _rollback,
    ...same
  } = flags;
  const { readConfiguration } = await import("../read-configuration.js");
  return {
    ...same,
    module,
    kinds: kind,
    ...(config === undefined ? {} : { configuration: (await readConfiguration(config)) as JsonValue }),
    ...(cluster === undefined ? {} : { cluster: { name: cluster } }),
    ...(existingCluster === undefined ? {} : { cluster: { name: existingCluster, isExisting: true } }),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    ...(env === undefined ? {} : { environment: env }),
    ...(hostEnv === undefined ? {} : { hostEnvironment: hostEnv }),
    ...(targetRef === undefined ? {} : { targetRefs: targetRef }),
    ...(callout === undefined ? {} : { callouts: callout }),
    ...(statsTags === undefined ? {} : { hasStatsTags: true }),
    ...(route === undefined ? {} : { routes: route }),
    ...(createNamespace === undefined ? {} : { hasNamespace: true }),
    ...(inline === undefined ? {} : { form: "inline" }),
    ...(unrestricted === undefined ? {} : { isUnrestricted: unrestricted }),
  };
}
