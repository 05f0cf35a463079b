import { createHash } from "node:crypto";
import type { FailurePolicy, PluginKind, PluginSpec } from "../../gateway.js";

/** A plugin with its defaults filled in and its module compiled. */
export interface Plugin {
  readonly kind: PluginKind;
  /** Whether it runs on the main thread only: a service may. */
  readonly isSingleton: boolean;
  readonly name: string;
  readonly rootId: string;
  readonly vmId: string;
  readonly configuration: Buffer;
  readonly vmConfiguration: Buffer;
  readonly environment: Readonly<Record<string, string>>;
  readonly failurePolicy: FailurePolicy;
  readonly allowOnHeadersStopIteration: boolean;
  readonly code: Uint8Array;
  /** Plugins of equal keys share one root context in a VM. */
  readonly key: string;
  /** Plugins of equal VM keys share one VM a worker: same `vm_id`, VM configuration, environment and module. */
  readonly vmKey: string;
  /** Plugins of equal handle keys are one plugin in a worker: both keys are equal. */
  readonly handleKey: string;
}

/** Fills in what a spec leaves out. */
export function toPlugin(spec: PluginSpec): Plugin {
  const kind = spec.kind ?? "http";
  const configuration = Buffer.from(spec.configuration ?? "");
  const vmConfiguration = Buffer.from(spec.vmConfiguration ?? "");
  const vmId = spec.vmId ?? "";
  const environment = spec.environment ?? {};
  const failurePolicy = spec.failurePolicy ?? "FAIL_CLOSED";
  const allowOnHeadersStopIteration = spec.allowOnHeadersStopIteration ?? false;
  const key = hash(spec.name, spec.rootId, configuration, failurePolicy, String(allowOnHeadersStopIteration));
  const vmKey = hash(vmId, vmConfiguration, JSON.stringify(Object.entries(environment).sort()), spec.module);
  return {
    kind,
    isSingleton: kind === "service" && spec.singleton === true,
    name: spec.name,
    rootId: spec.rootId,
    vmId,
    configuration,
    vmConfiguration,
    environment,
    failurePolicy,
    allowOnHeadersStopIteration,
    code: spec.module,
    key,
    vmKey,
    handleKey: `${vmKey} ${key}`,
  };
}

function hash(...parts: (string | Uint8Array)[]): string {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(`${part.length}:`).update(part);
  return digest.digest("hex");
}
