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
  type EnvoyBootstrap,
  type EnvoyExtensionFile,
  type EnvoyFragment,
  type ManifestObject,
} from "../../istio/index.js";
import { checkConfiguration } from "./check-configuration.js";
import { checkObject, refuseProblems } from "./check-objects.js";
import { describe, type Description } from "./describe.js";
import { refuseIdleFields } from "./fields.js";
import { meetNeeds } from "./meet-needs.js";
import { readModuleSource } from "./module-source.js";
import { notesOn } from "./notes.js";
import { OWN_NAMES, type OptionNames } from "./option-names.js";
import type { ManifestKind, ManifestOptions } from "./options.js";
import { refuseUnmet } from "./refuse-unmet.js";
import { makeSurroundings, readCallouts } from "./make-surroundings.js";
import { wholeBootstrap } from "./whole-bootstrap.js";

/** Kubernetes objects in the order in which they are applied, and what their reader should know. */
export interface Manifest {
  /** The objects, as `toYaml` takes them. */
  readonly objects: readonly ManifestObject[];
  /**
   * The pieces of a bootstrap for an Envoy without a control plane, the whole of one, or a file that it watches, where that is asked for;
   * there are no objects then.
   */
  readonly fragment: EnvoyFragment | EnvoyBootstrap | EnvoyExtensionFile | null;
  /** Sentences for stderr; no secret in them. */
  readonly notes: readonly string[];
  /** Of the one plugin, where its module or its options say it. */
  readonly rootId?: string;
}

/**
 * Makes the objects of one plugin, and validates them by the rules of the API server, of Istio and of Envoy. A local module
 * is read for what it says about itself, and run to learn whether it takes its configuration; nothing is fetched.
 *
 * @param names what the options are called in errors and notes
 * @throws ToolError `ERR_USAGE`, `ERR_FILE_NOT_FOUND`, `ERR_FILE_UNREADABLE`, `ERR_MODULE_INVALID`,
 * `ERR_CONFIGURATION_REFUSED`, `ERR_MANIFEST_INVALID`; the message names the option, the file or the path in the object.
 *
 * @example
 * const { objects } = await createManifest({ module: "build/auth.wasm", kinds: ["registry", "WasmPlugin"] });
 */
export async function createManifest(options: ManifestOptions, names: OptionNames = OWN_NAMES): Promise<Manifest> {
  refuseIdleFields(options, names);
  refuseUnmet(options, names);
  const source = await readModuleSource(options.module, options.moduleBytes);
  const description = meetNeeds(describe(options, source, names), options, source, names);
  if (source.kind === "file") await checkConfiguration(source, description.plugin, options.kinds, names);
  const objects = [...new Set(options.kinds)].sort(byOrder).flatMap((kind) => makeObjects(kind, description, options));
  const fragment = makeFragment(options, description, names);
  if (fragment === null) objects.push(...makeSurroundings(options, description.plugin, source, names));
  refuseProblems(
    [
      ...objects.map((object) => ({ kind: object.kind, problems: checkObject(object) })),
      ...(fragment === null ? [] : [{ kind: "Envoy", problems: checkEnvoyFragment(fragment) }]),
    ],
    names,
  );
  return {
    objects,
    fragment:
      fragment !== null && "http_filters" in fragment
        ? wholeBootstrap(fragment, description.plugin.name, options, names)
        : fragment,
    notes: notesOn(options, source, description, names),
    ...(description.plugin.rootId !== undefined && { rootId: description.plugin.rootId }),
  };
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

function makeFragment(
  options: ManifestOptions,
  { plugin }: Description,
  names: OptionNames,
): EnvoyFragment | EnvoyExtensionFile | null {
  const { kinds, extensionFile } = options;
  if (kinds.includes("Envoy")) {
    const { clusters, ...fragment } = envoyFragment(plugin, extensionFile);
    const called = readCallouts(options, names).map((url) => moduleCluster(url.host, url));
    return { ...fragment, clusters: [...clusters, ...called] };
  }
  return kinds.includes("EnvoyExtension") ? envoyExtensionFile(plugin) : null;
}
