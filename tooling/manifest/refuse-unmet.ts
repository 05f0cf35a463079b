import { DEFAULT_TARGET, unmetDemands } from "../../istio/index.js";
import { ToolError } from "../error.js";
import type { OptionNames } from "./option-names.js";
import { PLAIN_KINDS, type ManifestKind, type ManifestOptions, type VmPolicy } from "./options.js";

const isPlain = (kind: string): boolean => PLAIN_KINDS.some((plain) => plain === kind);

/** Kinds whose control plane decides on the VM, with what it decides. */
const DECIDED: Partial<Record<ManifestKind, readonly [VmPolicy, string]>> = {
  WasmPlugin: ["shared", "istiod leaves the vm_id of a WasmPlugin empty"],
  TrafficExtension: ["shared", "istiod leaves the vm_id of a TrafficExtension empty"],
  HigressWasmPlugin: ["shared", "Higress leaves the vm_id empty, as Istio does"],
  EnvoyExtensionPolicy: ["isolated", "Envoy Gateway gives each plugin a vm_id of its own"],
};

/** Whether plugins that a kind makes have one `vm_id`, the empty one, and so one shared data with others of the proxy. */
export function sharesVm(kind: ManifestKind, vmId: string | undefined): boolean {
  const [decided] = DECIDED[kind] ?? [];
  return decided === "shared" || (decided === undefined && vmId === "");
}

/**
 * Refuses what the kinds or the release of Istio asked for can't do.
 *
 * @throws ToolError `ERR_USAGE`
 */
export function refuseUnmet(options: ManifestOptions, names: OptionNames): void {
  const { kinds, target = DEFAULT_TARGET, failStrategy } = options;
  if (kinds.some(isPlain) && new Set(kinds).size > 1) {
    throw new ToolError(
      "ERR_USAGE",
      `${names.subject("kinds", kinds.find(isPlain))} makes a file for Envoy, which is no object of Kubernetes`,
      {
        hint: "ask for it alone",
      },
    );
  }
  if (failStrategy === "FAIL_RELOAD" && kinds.includes("EnvoyExtensionPolicy")) {
    throw new ToolError("ERR_USAGE", `${names.subject("failStrategy")}: an EnvoyExtensionPolicy knows no FAIL_RELOAD`, {
      hint: "use FAIL_CLOSE or FAIL_OPEN",
    });
  }
  refuseVm(options, names);
  const [unmet] = unmetDemands(target, options);
  if (unmet === undefined) return;
  const { field, reason, since } = unmet;
  throw new ToolError("ERR_USAGE", `${names.subject(field)} is not for ${target}: ${reason}`, {
    hint: `take it out, or use ${names.mention("target", since)} or newer`,
  });
}

function refuseVm({ kinds, vm, vmId }: ManifestOptions, { subject, mention }: OptionNames): void {
  if (vm === undefined) return;
  if (vmId !== undefined) {
    throw new ToolError(
      "ERR_USAGE",
      `${subject("vm")} stands beside ${mention("vmId")}, which says the same more exactly`,
      {
        hint: "keep one of them",
      },
    );
  }
  for (const kind of kinds) {
    const [decided, reason] = DECIDED[kind] ?? [];
    if (decided === undefined || decided === vm) continue;
    throw new ToolError("ERR_USAGE", `${subject("vm", vm)} is not for ${kind}: ${reason}`, {
      hint:
        vm === "isolated"
          ? `use ${mention("kinds", "EnvoyFilter")}, or keys that no other plugin writes`
          : "take it out",
    });
  }
}
