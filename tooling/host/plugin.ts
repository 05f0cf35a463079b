import { createHash } from "node:crypto";
import type { FailurePolicy, PluginSpec } from "../gateway.js";

/** A plugin of the chain with its defaults filled in and its module compiled. */
export interface Plugin {
  readonly name: string;
  readonly rootId: string;
  readonly vmId: string;
  readonly configuration: Buffer;
  readonly environment: Readonly<Record<string, string>>;
  readonly failurePolicy: FailurePolicy;
  readonly allowOnHeadersStopIteration: boolean;
  readonly code: Uint8Array;
  /** Plugins of equal keys share one root context in a VM. */
  readonly key: string;
  /** Plugins of equal VM keys share one VM a worker: same `vm_id`, same module. */
  readonly vmKey: string;
}

/** Fills in what a spec leaves out. */
export function toPlugin(spec: PluginSpec): Plugin {
  const configuration =
    typeof spec.configuration === "string"
      ? Buffer.from(spec.configuration, "utf8")
      : Buffer.from(spec.configuration ?? []);
  const vmId = spec.vmId ?? "";
  const failurePolicy = spec.failurePolicy ?? "FAIL_CLOSED";
  const allowOnHeadersStopIteration = spec.allowOnHeadersStopIteration ?? false;
  return {
    name: spec.name,
    rootId: spec.rootId,
    vmId,
    configuration,
    environment: spec.environment ?? {},
    failurePolicy,
    allowOnHeadersStopIteration,
    code: spec.module,
    key: hash(spec.name, spec.rootId, configuration, failurePolicy, String(allowOnHeadersStopIteration)),
    vmKey: hash(vmId, spec.module),
  };
}

function hash(...parts: (string | Uint8Array)[]): string {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(`${part.length}:`).update(part);
  return digest.digest("hex");
}
