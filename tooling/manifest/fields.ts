import { ToolError } from "../error.js";
import type { OptionNames } from "./option-names.js";
import { ISTIO_KINDS, type ManifestKind, type ManifestOptions } from "./options.js";

/** A field of `ManifestOptions`, but for the bytes that only a program gives. */
type Field = Exclude<keyof ManifestOptions, "moduleBytes">;
/** What can be said of a manifest: of one plugin, or of two revisions. */
export type ManifestOption = Field | CanaryOption;
type CanaryOption = (typeof CANARY_OPTIONS)[number];

/** What is said of the second of two revisions, and of no chain. */
export const CANARY_OPTIONS = ["canary", "canarySelector", "canarySha256"] as const;

interface Row {
  /** The kinds that it means something to; all where that is absent. */
  readonly kinds?: readonly ManifestKind[];
  /** Where in an object it ends up. */
  readonly place?: RegExp;
  /** Whether it is for one plugin, so that no chain says it for all. */
  readonly isOfOne?: true;
}

const EXTENSIONS: readonly ManifestKind[] = ["WasmPlugin", "TrafficExtension"];
const PLAIN: readonly ManifestKind[] = ["Envoy", "EnvoyExtension"];
const ALL: readonly ManifestKind[] = [...ISTIO_KINDS, "EnvoyExtensionPolicy", "HigressWasmPlugin", ...PLAIN];

/** What is known of each field, those with the most particular place first. */
const FIELDS: Readonly<Record<Field, Row>> = {
  namespace: { place: /^metadata\.namespace/ },
  name: { place: /^metadata\.name/, isOfOne: true },
  url: { kinds: ALL, place: /^spec\.(wasm\.)?url$|code\.(http|image)\.url$|http_uri\.uri$/, isOfOne: true },
  sha256: { place: /sha256$/, isOfOne: true },
  cluster: { kinds: ["EnvoyFilter", ...PLAIN], place: /http_uri\.cluster$|\[1\]\.patch\.value\.name$/ },
  timeoutSeconds: { kinds: ["EnvoyFilter", ...PLAIN], place: /http_uri\.timeout$/ },
  selector: { kinds: ISTIO_KINDS, place: /^spec\.(selector|workloadSelector)\b/ },
  targetRefs: { kinds: [...ISTIO_KINDS, "EnvoyExtensionPolicy"], place: /^spec\.targetRefs/ },
  phase: { kinds: [...EXTENSIONS, "HigressWasmPlugin"], place: /^spec\.phase/ },
  priority: { kinds: [...ISTIO_KINDS, "HigressWasmPlugin"], place: /^spec\.priority/, isOfOne: true },
  failStrategy: {
    kinds: [...ISTIO_KINDS, "EnvoyExtensionPolicy", ...PLAIN],
    place: /^spec\.(wasm\.)?failStrategy|failure_policy$/,
  },
  imagePullPolicy: {
    kinds: [...EXTENSIONS, "EnvoyExtensionPolicy", "HigressWasmPlugin"],
    place: /^spec\.(wasm\.)?imagePullPolicy|\.pullPolicy$/,
  },
  imagePullSecret: {
    kinds: [...EXTENSIONS, "EnvoyExtensionPolicy", "HigressWasmPlugin"],
    place: /^spec\.(wasm\.)?imagePullSecret|\.pullSecretRef/,
  },
  rootId: { kinds: ALL, place: /^spec\.(wasm\.)?pluginName|\.rootID$/, isOfOne: true },
  configuration: {
    kinds: ALL,
    place: /^spec\.(wasm\.)?(pluginConfig|defaultConfig)|\.wasm\[0\]\.config/,
    isOfOne: true,
  },
  environment: { kinds: [...ISTIO_KINDS, ...PLAIN], place: /^spec\.(wasm\.)?vmConfig\.env|environment_variables/ },
  context: { kinds: ["EnvoyFilter"], place: /\.match\.context/ },
  routes: { kinds: ["EnvoyFilter", "Envoy"], place: /\.match\.routeConfiguration|typed_per_filter_config|\.disabled$/ },
  patchName: { kinds: ["EnvoyFilter", ...PLAIN], place: /\[0\]\.patch\.value\.name$/ },
  replicas: { kinds: ["registry"], place: /^spec\.replicas/ },
  registryImage: { kinds: ["registry"], place: /\.containers\[0\]\.image$/ },
  registryStorage: { kinds: ["registry"], place: /^binaryData$/ },
  registryStorageClass: { kinds: ["registry"], place: /^spec\.storageClassName$/ },
  form: { kinds: ["EnvoyFilter"] },
  pluginName: { kinds: ["EnvoyFilter", ...PLAIN], isOfOne: true },
  vmId: { kinds: ["EnvoyFilter", ...PLAIN] },
  allowOnHeadersStopIteration: { kinds: ["EnvoyFilter", ...PLAIN] },
  isUnrestricted: { kinds: ["EnvoyFilter", ...PLAIN] },
  vm: { kinds: ALL },
  extensionFile: { kinds: ["Envoy"] },
  upstream: { kinds: ["Envoy"] },
  listenPort: { kinds: ["Envoy"] },
  target: { kinds: ISTIO_KINDS },
  callouts: { kinds: [...ISTIO_KINDS, ...PLAIN] },
  hasStatsTags: { kinds: ISTIO_KINDS },
  hostEnvironment: { kinds: [...ISTIO_KINDS, "EnvoyExtensionPolicy", ...PLAIN] },
  registryName: { kinds: ["registry"] },
  hasNamespace: { kinds: ["registry"] },
  module: {},
  kinds: {},
};

/** All that a manifest can be told, in no order that means anything. */
export const FIELD_NAMES = Object.keys(FIELDS) as readonly Field[];

const REGISTRY_KINDS = [
  "ConfigMap",
  "Deployment",
  "Service",
  "NetworkPolicy",
  "PodDisruptionBudget",
  "PersistentVolumeClaim",
];

/** The kinds to which a field means something. */
export function kindsOf(field: Field): readonly ManifestKind[] {
  return FIELDS[field].kinds ?? ALL;
}

/** Whether an option is for one plugin, so that nothing says it of all plugins of a chain. */
export function isOfOnePlugin(option: ManifestOption): boolean {
  return isOfCanary(option) || FIELDS[option].isOfOne === true;
}

function isOfCanary(option: ManifestOption): option is CanaryOption {
  return CANARY_OPTIONS.some((each) => each === option);
}

/** The field whose value stands at a path of an object, null where none does. */
export function fieldAt(kind: string, path: string): Field | null {
  if (path === "metadata.name" && kind === "Namespace") return "namespace";
  if (path === "metadata.name" && REGISTRY_KINDS.includes(kind)) return "registryName";
  return FIELD_NAMES.find((field) => FIELDS[field].place?.test(path)) ?? null;
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
  const rows: Readonly<Record<string, Row>> = FIELDS;
  const isForOthers = (field: string): boolean => {
    const heeding = rows[field]?.kinds ?? some;
    return !heeding.some((kind) => some.includes(kind)) && kindsAround(field).some((other) => heeding.includes(other));
  };
  return Object.fromEntries(Object.entries(options).filter(([field]) => !isForOthers(field))) as T;
}

/**
 * Refuses what no kind asked for would heed: what is dropped in silence is worse than what is refused.
 *
 * @throws ToolError `ERR_USAGE`
 */
export function refuseIdleFields(options: ManifestOptions, names: OptionNames): void {
  for (const field of FIELD_NAMES) {
    const { kinds } = FIELDS[field];
    if (options[field] === undefined || kinds === undefined || kinds.some((kind) => options.kinds.includes(kind))) {
      continue;
    }
    throw new ToolError("ERR_USAGE", `${names.subject(field)} means nothing to ${options.kinds.join(" and ")}`, {
      hint: `take it out, or add one of ${kinds.join(", ")}`,
    });
  }
}
