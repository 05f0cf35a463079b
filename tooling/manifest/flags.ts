import { ToolError } from "../error.js";
import type { ManifestKind, ManifestOptions } from "./options.js";

type Field = Exclude<keyof ManifestOptions, "module" | "kinds">;
/** What flags give beside the fields of one plugin. */
const OF_SEVERAL = ["kinds", "canary", "canarySelector"] as const;
type SeveralField = (typeof OF_SEVERAL)[number];

/** Flags whose name is not that of the field. */
const RENAMED: Partial<Record<Field | SeveralField, string>> = {
  kinds: "--kind",
  configuration: "--config",
  form: "--inline",
  timeoutSeconds: "--timeout",
  environment: "--env",
  hostEnvironment: "--host-env",
  targetRefs: "--target-ref",
  isUnrestricted: "--unrestricted",
  callouts: "--callout",
  hasStatsTags: "--stats-tags",
  hasNamespace: "--create-namespace",
  routes: "--route",
};

const EXTENSIONS: readonly ManifestKind[] = ["WasmPlugin", "TrafficExtension"];
const ISTIO: readonly ManifestKind[] = [...EXTENSIONS, "EnvoyFilter"];
const PLAIN: readonly ManifestKind[] = ["Envoy", "EnvoyExtension"];
const ALL: readonly ManifestKind[] = [...ISTIO, "EnvoyExtensionPolicy", "HigressWasmPlugin", ...PLAIN];

/** Fields that mean nothing to some kinds, with the kinds they mean something to. */
const KINDS_OF: Partial<Record<Field, readonly ManifestKind[]>> = {
  phase: [...EXTENSIONS, "HigressWasmPlugin"],
  imagePullPolicy: [...EXTENSIONS, "EnvoyExtensionPolicy", "HigressWasmPlugin"],
  imagePullSecret: [...EXTENSIONS, "EnvoyExtensionPolicy", "HigressWasmPlugin"],
  form: ["EnvoyFilter"],
  context: ["EnvoyFilter"],
  pluginName: ["EnvoyFilter", ...PLAIN],
  patchName: ["EnvoyFilter", ...PLAIN],
  cluster: ["EnvoyFilter", ...PLAIN],
  timeoutSeconds: ["EnvoyFilter", ...PLAIN],
  vmId: ["EnvoyFilter", ...PLAIN],
  allowOnHeadersStopIteration: ["EnvoyFilter", ...PLAIN],
  isUnrestricted: ["EnvoyFilter", ...PLAIN],
  routes: ["EnvoyFilter", "Envoy"],
  vm: ALL,
  extensionFile: ["Envoy"],
  target: ISTIO,
  callouts: [...ISTIO, ...PLAIN],
  hasStatsTags: ISTIO,
  rootId: ALL,
  configuration: ALL,
  url: ALL,
  selector: ISTIO,
  targetRefs: [...ISTIO, "EnvoyExtensionPolicy"],
  priority: [...ISTIO, "HigressWasmPlugin"],
  failStrategy: [...ISTIO, "EnvoyExtensionPolicy", ...PLAIN],
  environment: [...ISTIO, ...PLAIN],
  hostEnvironment: [...ISTIO, "EnvoyExtensionPolicy", ...PLAIN],
  registryName: ["registry"],
  registryImage: ["registry"],
  replicas: ["registry"],
  registryStorage: ["registry"],
  registryStorageClass: ["registry"],
  hasNamespace: ["registry"],
};

/** Where in an object a flag ends up, the most particular place first. */
const PLACES: readonly (readonly [RegExp, Field])[] = [
  [/^metadata\.namespace/, "namespace"],
  [/^metadata\.name/, "name"],
  [/^spec\.(wasm\.)?url$|code\.(http|image)\.url$|http_uri\.uri$/, "url"],
  [/sha256$/, "sha256"],
  [/http_uri\.cluster$/, "cluster"],
  [/http_uri\.timeout$/, "timeoutSeconds"],
  [/^spec\.(selector|workloadSelector)\b/, "selector"],
  [/^spec\.targetRefs/, "targetRefs"],
  [/^spec\.phase/, "phase"],
  [/^spec\.priority/, "priority"],
  [/^spec\.(wasm\.)?failStrategy|failure_policy$/, "failStrategy"],
  [/^spec\.(wasm\.)?imagePullPolicy|\.pullPolicy$/, "imagePullPolicy"],
  [/^spec\.(wasm\.)?imagePullSecret|\.pullSecretRef/, "imagePullSecret"],
  [/^spec\.(wasm\.)?pluginName|\.rootID$/, "rootId"],
  [/^spec\.(wasm\.)?(pluginConfig|defaultConfig)|\.wasm\[0\]\.config/, "configuration"],
  [/^spec\.(wasm\.)?vmConfig\.env|environment_variables/, "environment"],
  [/\.match\.context/, "context"],
  [/\.match\.routeConfiguration|typed_per_filter_config|\.disabled$/, "routes"],
  [/\[0\]\.patch\.value\.name$/, "patchName"],
  [/\[1\]\.patch\.value\.name$/, "cluster"],
  [/^spec\.replicas/, "replicas"],
  [/\.containers\[0\]\.image$/, "registryImage"],
  [/^binaryData$/, "registryStorage"],
  [/^spec\.storageClassName$/, "registryStorageClass"],
];

const REGISTRY_KINDS = [
  "ConfigMap",
  "Deployment",
  "Service",
  "NetworkPolicy",
  "PodDisruptionBudget",
  "PersistentVolumeClaim",
];

/** The command line's flag for a field. */
export function flagOf(field: Field | SeveralField): string {
  return RENAMED[field] ?? `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The field that a flag of the command line gives, null where it gives none. */
export function fieldOf(flag: string): Field | SeveralField | null {
  const fields = [...(Object.keys(KINDS_OF) as Field[]), "name", "namespace", "sha256", ...OF_SEVERAL] as const;
  return fields.find((field) => flagOf(field) === flag) ?? null;
}

/** The kinds to which a field means something. */
export function kindsOf(field: Field): readonly ManifestKind[] {
  return KINDS_OF[field] ?? ALL;
}

/** The flag whose value stands at a path of an object, null where none does. */
export function flagAt(kind: string, path: string): string | null {
  if (path === "metadata.name" && kind === "Namespace") return flagOf("namespace");
  if (path === "metadata.name" && REGISTRY_KINDS.includes(kind)) return flagOf("registryName");
  const [, field] = PLACES.find(([place]) => place.test(path)) ?? [];
  return field === undefined ? null : flagOf(field);
}

/**
 * Leaves out the fields that mean nothing to the kinds `some`, but something to others for which they were given as well: what is said of several
 * kinds is for those that heed it.
 *
 * @param kindsAround the kinds for which a field was given
 */
export function fieldsFor<T extends Partial<ManifestOptions>>(
  some: readonly ManifestKind[],
  kindsAround: (field: string) => readonly ManifestKind[],
  options: T,
): T {
  const isForOthers = (field: string): boolean => {
    const heeding = KINDS_OF[field as Field] ?? some;
    return !heeding.some((kind) => some.includes(kind)) && kindsAround(field).some((other) => heeding.includes(other));
  };
  return Object.fromEntries(Object.entries(options).filter(([field]) => !isForOthers(field))) as T;
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
      hint: `take it out, or add one of ${kinds.join(", ")}`,
    });
  }
}
