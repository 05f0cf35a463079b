import { PHASES, type EnvoyExtensionPolicy, type JsonValue, type ManifestObject } from "../../istio/index.js";
import { ToolError } from "../error.js";
import { shareCallouts } from "./chain-callouts.js";
import { distinctObjects } from "./distinct-objects.js";
import { fieldsFor } from "./fields.js";
import { createManifest, type Manifest } from "./manifest.js";
import { type DescribedPlugin, namesInChain, type OptionNames } from "./option-names.js";
import type { ManifestKind, ManifestOptions } from "./options.js";
import { orderNotes } from "./order-notes.js";

/** Several plugins on the same proxies, in the order in which requests meet them. */
export interface ChainOptions extends Partial<Omit<ManifestOptions, "module" | "kinds" | "name" | "configuration">> {
  /** What is to be made of each plugin that does not say its own. */
  readonly kinds: readonly ManifestKind[];
  /** What a plugin says itself goes before what the chain says for all. */
  readonly plugins: readonly (Partial<ManifestOptions> & { readonly module: string })[];
}

const PRIORITY_STEP = 10;

/** Istio runs the plugins of a phase before those of the next; those of none come last. */
const PHASE_ORDER = [...PHASES.filter((phase) => phase !== "UNSPECIFIED_PHASE"), "UNSPECIFIED_PHASE"];

/**
 * Makes the objects of a chain: each plugin's own, with priorities by which they run in the order given, whichever kind carries them.
 * Policies of Envoy Gateway for the same targets become one, since of several it heeds the oldest only.
 *
 * @param namesOf what the options of a plugin are called in errors and notes
 * @throws ToolError as `createManifest`, and `ERR_USAGE` where phases or kinds contradict the order or two plugins share a name.
 *
 * @example
 * await createChain({ kinds: ["WasmPlugin"], plugins: [{ module: "build/auth.wasm" }, { module: "build/metrics.wasm" }] });
 */
export async function createChain(
  { plugins, kinds, ...common }: ChainOptions,
  namesOf: (plugin: DescribedPlugin) => OptionNames = namesInChain,
): Promise<Manifest> {
  const objects: ManifestObject[] = [];
  const notes: string[] = [];
  const rootIds: (string | undefined)[] = [];
  const all = shareCallouts(plugins.map((plugin) => ({ ...common, ...plugin })));
  refuseContradictions(all);
  refuseEarlyFilters(all.map((plugin) => plugin.kinds ?? kinds));
  const everyKind = all.flatMap((plugin) => plugin.kinds ?? kinds);
  for (const [index, plugin] of all.entries()) {
    const own: ManifestObject[] = [];
    const ownKinds = plugin.kinds ?? kinds;
    const kindsAround = (field: string) => (Object.hasOwn(plugins[index] ?? {}, field) ? ownKinds : everyKind);
    for (const group of withRegistry(ownKinds)) {
      const [kind] = group;
      const place = placeInChain(kind, index, all.length);
      const options = { ...place, ...fieldsFor(group, kindsAround, plugin), kinds: group };
      const manifest = await createManifest(options, namesOf({ index, own: plugins[index] ?? {} }));
      if (manifest.fragment !== null) throw notOfAChain(kind);
      own.push(...manifest.objects);
      rootIds[index] = manifest.rootId;
      notes.push(...manifest.notes);
    }
    objects.push(...distinctObjects(own));
  }
  refuseSharedNames(objects);
  refuseSharedClusters(objects);
  return {
    objects: mergePolicies(distinctObjects(objects)),
    fragment: null,
    notes: [...new Set([...notes, ...orderNotes(rootIds)])],
  };
}

/** Each kind of a plugin alone, since it has a place of its own; beside each the registry, which says where its module is fetched. */
function withRegistry(kinds: readonly ManifestKind[]): (readonly [ManifestKind, ...ManifestKind[]])[] {
  const resources = kinds.filter((kind) => kind !== "registry");
  if (resources.length === 0) return [["registry"]];
  return resources.map((kind) => (kinds.includes("registry") ? [kind, "registry"] : [kind]));
}

/** The priority by which a plugin keeps its place: EnvoyFilters insert one after the other, the lowest priority first. */
export function placeInChain(kind: ManifestKind, index: number, count: number): { readonly priority?: number } {
  if (kind === "EnvoyFilter") return { priority: (index + 1) * PRIORITY_STEP };
  const isSorted = kind === "WasmPlugin" || kind === "TrafficExtension" || kind === "HigressWasmPlugin";
  return isSorted ? { priority: (count - index) * PRIORITY_STEP } : {};
}

function refuseContradictions(plugins: readonly Partial<ManifestOptions>[]): void {
  const places = plugins.map(({ phase = "UNSPECIFIED_PHASE" }) => PHASE_ORDER.indexOf(phase));
  const index = places.findIndex((place, at) => at > 0 && place < (places[at - 1] ?? 0));
  if (index === -1) return;
  throw new ToolError("ERR_USAGE", `plugins[${index}].phase runs before that of plugins[${index - 1}]`, {
    hint: `order the plugins by their phases: ${PHASE_ORDER.join(", ")}`,
  });
}

/** Istio puts plugins of its own kinds into a chain, and EnvoyFilters then before its end: after all of those. */
function refuseEarlyFilters(kinds: readonly (readonly ManifestKind[])[]): void {
  const isFilter = (each: readonly ManifestKind[]): boolean => each.includes("EnvoyFilter") && !isSortedByIstio(each);
  const isSortedByIstio = (each: readonly ManifestKind[]): boolean =>
    each.includes("WasmPlugin") || each.includes("TrafficExtension");
  const filter = kinds.findIndex(isFilter);
  const index = kinds.findIndex((each, at) => at > filter && isSortedByIstio(each) && !each.includes("EnvoyFilter"));
  if (filter === -1 || index === -1) return;
  const late = kinds[index]?.find((kind) => kind === "WasmPlugin" || kind === "TrafficExtension") ?? "";
  throw new ToolError(
    "ERR_USAGE",
    `plugins[${index}].kinds: a ${late} runs before the EnvoyFilter of plugins[${filter}]`,
    {
      hint: "make EnvoyFilters of the last plugins only, or of all",
    },
  );
}

function notOfAChain(kind: ManifestKind): ToolError {
  return new ToolError("ERR_USAGE", `kinds: ${kind} is a file for one plugin`, {
    hint: "make it for each plugin alone, and write the filters into the bootstrap in their order",
  });
}

function refuseSharedNames(objects: readonly ManifestObject[]): void {
  const names = objects
    .filter(({ kind }) => kind !== "Namespace" && kind !== "ServiceEntry" && kind !== "DestinationRule")
    .map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new ToolError("ERR_USAGE", `plugins: two of them are called ${twice.split(" ").at(-1) ?? ""}`, {
    hint: "give each a name of its own",
  });
}

/** Of clusters of one name a proxy keeps the first: another host's module would be looked for there. */
function refuseSharedClusters(objects: readonly ManifestObject[]): void {
  const patches = objects.flatMap((object) => (object.kind === "EnvoyFilter" ? object.spec.configPatches : []));
  const known = new Map<JsonValue | undefined, string>();
  for (const { applyTo, patch } of patches) {
    if (applyTo !== "CLUSTER") continue;
    const name = patch.value?.["name"];
    const text = JSON.stringify(patch.value);
    if ((known.get(name) ?? text) !== text) {
      throw new ToolError("ERR_USAGE", `plugins: the cluster ${JSON.stringify(name)} would be of two hosts`, {
        hint: "leave the cluster out, and each gets one of its own, or name one for each plugin",
      });
    }
    known.set(name, text);
  }
}

function mergePolicies(objects: readonly ManifestObject[]): ManifestObject[] {
  const merged: ManifestObject[] = [];
  for (const object of objects) {
    const at = object.kind === "EnvoyExtensionPolicy" ? merged.findIndex((each) => isFor(object, each)) : -1;
    const same = merged[at];
    if (same?.kind === "EnvoyExtensionPolicy" && object.kind === "EnvoyExtensionPolicy") {
      merged[at] = { ...same, spec: { ...same.spec, wasm: [...same.spec.wasm, ...object.spec.wasm] } };
    } else merged.push(object);
  }
  return merged;
}

function isFor(policy: EnvoyExtensionPolicy, other: ManifestObject): boolean {
  if (other.kind !== "EnvoyExtensionPolicy" || other.metadata.namespace !== policy.metadata.namespace) return false;
  return JSON.stringify(other.spec.targetRefs) === JSON.stringify(policy.spec.targetRefs);
}
