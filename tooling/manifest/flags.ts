import type { ManifestObject } from "../../istio/index.js";
import { ToolError } from "../error.js";
import type { ManifestKind, ManifestOptions } from "./options.js";

type Field = Exclude<keyof ManifestOptions, "module" | "kinds">;

/** Flags whose name is not that of the field. */
const RENAMED: Partial<Record<Field, string>> = {
  configuration: "--config",
  timeoutSeconds: "--timeout",
  environment: "--env",
  hostEnvironment: "--host-env",
  targetRefs: "--target-ref",
  isUnrestricted: "--unrestricted",
};

/** Fields that mean nothing to some kinds, with the kinds they mean something to. */
const KINDS_OF: Partial<Record<Field, readonly ManifestKind[]>> = {
  phase: ["WasmPlugin"],
  imagePullPolicy: ["WasmPlugin"],
  imagePullSecret: ["WasmPlugin"],
  pluginName: ["EnvoyFilter"],
  patchName: ["EnvoyFilter"],
  context: ["EnvoyFilter"],
  cluster: ["EnvoyFilter"],
  timeoutSeconds: ["EnvoyFilter"],
  vmId: ["EnvoyFilter"],
  allowOnHeadersStopIteration: ["EnvoyFilter"],
  isUnrestricted: ["EnvoyFilter"],
  rootId: ["WasmPlugin", "EnvoyFilter"],
  configuration: ["WasmPlugin", "EnvoyFilter"],
  selector: ["WasmPlugin", "EnvoyFilter"],
  targetRefs: ["WasmPlugin", "EnvoyFilter"],
  priority: ["WasmPlugin", "EnvoyFilter"],
  failStrategy: ["WasmPlugin", "EnvoyFilter"],
  environment: ["WasmPlugin", "EnvoyFilter"],
  hostEnvironment: ["WasmPlugin", "EnvoyFilter"],
  url: ["WasmPlugin", "EnvoyFilter"],
  registryName: ["registry"],
  registryImage: ["registry"],
  replicas: ["registry"],
};

/** Where in an object a flag ends up, the most particular place first. */
const PLACES: readonly (readonly [RegExp, Field])[] = [
  [/^metadata\.namespace/, "namespace"],
  [/^metadata\.name/, "name"],
  [/^spec\.url$|http_uri\.uri$/, "url"],
  [/sha256$/, "sha256"],
  [/http_uri\.cluster$/, "cluster"],
  [/http_uri\.timeout$/, "timeoutSeconds"],
  [/^spec\.(selector|workloadSelector)\b/, "selector"],
  [/^spec\.targetRefs/, "targetRefs"],
  [/^spec\.phase/, "phase"],
  [/^spec\.priority/, "priority"],
  [/^spec\.failStrategy|failure_policy$/, "failStrategy"],
  [/^spec\.imagePullPolicy/, "imagePullPolicy"],
  [/^spec\.imagePullSecret/, "imagePullSecret"],
  [/^spec\.pluginName/, "rootId"],
  [/^spec\.pluginConfig/, "configuration"],
  [/^spec\.vmConfig\.env|environment_variables/, "environment"],
  [/\.match\.context/, "context"],
  [/\[0\]\.patch\.value\.name$/, "patchName"],
  [/\[1\]\.patch\.value\.name$/, "cluster"],
  [/^spec\.replicas/, "replicas"],
  [/\.containers\[0\]\.image$/, "registryImage"],
];

/** The command line's flag for a field. */
export function flagOf(field: Field): string {
  return RENAMED[field] ?? `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The flag whose value stands at a path of an object, null where none does. */
export function flagAt(kind: ManifestObject["kind"], path: string): string | null {
  const isPlugin = kind === "WasmPlugin" || kind === "EnvoyFilter";
  if (path === "metadata.name" && !isPlugin) return flagOf("registryName");
  const [, field] = PLACES.find(([place]) => place.test(path)) ?? [];
  return field === undefined ? null : flagOf(field);
}

/**
 * Refuses what no kind asked for would heed: a flag that is dropped in silence is worse than one that is refused.
 *
 * @throws ToolError `ERR_USAGE`
 */
export function refuseIdleFields(options: ManifestOptions): void {
  for (const [field, kinds] of Object.entries(KINDS_OF) as [Field, readonly ManifestKind[]][]) {
    if (options[field] === undefined || kinds.some((kind) => options.kinds.includes(kind))) continue;
    throw new ToolError("ERR_USAGE", `${flagOf(field)} means nothing to ${options.kinds.join(" and ")}`, {
      hint: `take it out, or add --kind ${kinds.join(" or ")}`,
    });
  }
}
