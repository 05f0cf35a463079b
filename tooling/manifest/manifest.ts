import {
  checkEnvoyFragment,
  envoyExtensionFile,
  envoyExtensionPolicy,
  envoyFilter,
  envoyFragment,
  higressWasmPlugin,
  moduleCluster,
  pluginRegistry,
  registryNamespace,
  trafficExtension,
  wasmPlugin,
  type EnvoyExtensionFile,
  type EnvoyFragment,
  type ManifestObject,
} from "../../istio/index.js";
import { checkConfiguration } from "./check-configuration.js";
import { checkObject, refuseProblems } from "./check-objects.js";
import { describe, type Description } from "./describe.js";
import { refuseIdleFields } from "./flags.js";
import { meetNeeds } from "./meet-needs.js";
import { readModuleSource } from "./module-source.js";
import { notesOn } from "./notes.js";
import type { ManifestKind, ManifestOptions } from "./options.js";
import { refuseUnmet } from "./refuse-unmet.js";
import { makeSurroundings, readCallouts } from "./surroundings.js";

/** Kubernetes objects in the order in which they are applied, and what their reader should know. */
export interface Manifest {
  /** The objects, as `toYaml` takes them. */
  readonly objects: readonly ManifestObject[];
  /** The piece for an Envoy without a control plane, where that is asked for; there are no objects then. */
  readonly fragment: EnvoyFragment | EnvoyExtensionFile | null;
  /** Sentences for stderr; no secret in them. */
  readonly notes: readonly string[];
}

/** As the library's `createManifest`, but what is said of an option names the command line's flag. */
export async function createManifest(options: ManifestOptions): Promise<Manifest> {
  refuseIdleFields(options);
  refuseUnmet(options);
  const source = await readModuleSource(options.module, options.moduleBytes);
  const description = meetNeeds(describe(options, source), options, source);
  if (source.kind === "file") await checkConfiguration(source, description.plugin, options.kinds);
  const objects = [...new Set(options.kinds)].sort(byOrder).flatMap((kind) => makeObjects(kind, description, options));
  const fragment = makeFragment(options, description);
  if (fragment === null) objects.push(...makeSurroundings(options, description.plugin, source));
  refuseProblems([
    ...objects.map((object) => ({ kind: object.kind, problems: checkObject(object) })),
    ...(fragment === null ? [] : [{ kind: "Envoy", problems: checkEnvoyFragment(fragment) }]),
  ]);
  return { objects, fragment, notes: notesOn(options, source, description) };
}

/** A registry comes first: what it serves must be there when a proxy looks for it. */
function byOrder(a: ManifestKind, b: ManifestKind): number {
  return Number(b === "registry") - Number(a === "registry");
}

function makeObjects(
  kind: ManifestKind,
  { plugin, registry }: Description,
  { hasNamespace }: ManifestOptions,
): ManifestObject[] {
  switch (kind) {
    case "WasmPlugin":
      return [wasmPlugin(plugin)];
    case "TrafficExtension":
      return [trafficExtension(plugin)];
    case "EnvoyFilter":
      return [envoyFilter(plugin)];
    case "EnvoyExtensionPolicy":
      return [envoyExtensionPolicy([plugin])];
    case "HigressWasmPlugin":
      return [higressWasmPlugin(plugin)];
    case "Envoy":
    case "EnvoyExtension":
      return [];
    case "registry":
      if (registry === null) return [];
      return [...(hasNamespace === true ? [registryNamespace(registry)] : []), ...pluginRegistry(registry)];
  }
}

function makeFragment(options: ManifestOptions, { plugin }: Description): EnvoyFragment | EnvoyExtensionFile | null {
  const { kinds, extensionFile } = options;
  if (kinds.includes("Envoy")) {
    const { clusters, ...fragment } = envoyFragment(plugin, extensionFile);
    const called = readCallouts(options).map((url) => moduleCluster(url.host, url));
    return { ...fragment, clusters: [...clusters, ...called] };
  }
  return kinds.includes("EnvoyExtension") ? envoyExtensionFile(plugin) : null;
}
