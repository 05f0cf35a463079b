import type { EnvoyFilter, JsonValue, ManifestObject } from "../../../istio/index.js";
import { ToolError } from "../../error.js";

/** What differs from one installation of a plugin to the next. */
export type Variable = "url" | "sha256" | "config" | "selector" | "targetRefs" | "priority";

/** Where an object says one of them, of which plugin. */
export interface Place {
  readonly plugin: string;
  readonly variable: Variable;
  /** Keys and indexes from the object's root on. */
  readonly path: readonly (string | number)[];
  readonly value: JsonValue;
}

type Path = Place["path"];

/**
 * Where an object says what differs from one installation to the next. An inline EnvoyFilter's URL is none of it, since the address of
 * its cluster is made from it.
 */
export function placesOf(object: ManifestObject): Place[] {
  const { name } = object.metadata;
  switch (object.kind) {
    case "WasmPlugin":
      return [
        ...found(object, name, "selector", ["spec", "selector", "matchLabels"]),
        ...found(object, name, "targetRefs", ["spec", "targetRefs"]),
        ...found(object, name, "priority", ["spec", "priority"]),
        ...module(object, name, ["spec"]),
      ];
    case "TrafficExtension":
      return [
        ...found(object, name, "selector", ["spec", "selector", "matchLabels"]),
        ...found(object, name, "targetRefs", ["spec", "targetRefs"]),
        ...found(object, name, "priority", ["spec", "priority"]),
        ...module(object, name, ["spec", "wasm"]),
      ];
    case "EnvoyFilter":
      return envoyFilter(object);
    case "EnvoyExtensionPolicy":
      return [
        ...found(object, name, "targetRefs", ["spec", "targetRefs"]),
        ...object.spec.wasm.flatMap((plugin, index) => [
          ...found(object, plugin.name, "url", ["spec", "wasm", index, "code", "http", "url"]),
          ...found(object, plugin.name, "url", ["spec", "wasm", index, "code", "image", "url"]),
          ...found(object, plugin.name, "sha256", ["spec", "wasm", index, "code", "http", "sha256"]),
          ...found(object, plugin.name, "sha256", ["spec", "wasm", index, "code", "image", "sha256"]),
          ...found(object, plugin.name, "config", ["spec", "wasm", index, "config"]),
        ]),
      ];
    default:
      return [];
  }
}

/**
 * Refuses objects of which each runs the same plugin: whoever applies a folder applies all of them.
 *
 * @throws ToolError `ERR_USAGE`
 */
export function refuseTwice(objects: readonly ManifestObject[]): void {
  const runs = objects.flatMap((object) =>
    [...new Set(placesOf(object).flatMap(({ variable, plugin }) => (variable === "url" ? [plugin] : [])))].map(
      (plugin) => ({ plugin, kind: object.kind }),
    ),
  );
  const twice = runs.find(({ plugin }, index) => runs.findIndex((each) => each.plugin === plugin) !== index);
  if (twice === undefined) return;
  const kinds = runs.filter(({ plugin }) => plugin === twice.plugin).map(({ kind }) => kind);
  throw new ToolError(
    "ERR_USAGE",
    `${kinds.join(" and ")} each insert ${twice.plugin}, and a folder is applied whole`,
    {
      hint: "ask for one of them, and for the others in folders of their own",
    },
  );
}

/** A WasmPlugin of Istio or of Higress, and what a TrafficExtension has under `wasm`. */
function module(object: ManifestObject, plugin: string, at: Path): Place[] {
  return [
    ...found(object, plugin, "url", [...at, "url"]),
    ...found(object, plugin, "sha256", [...at, "sha256"]),
    ...found(object, plugin, "config", [...at, "pluginConfig"]),
    ...found(object, plugin, "config", [...at, "defaultConfig"]),
  ];
}

function envoyFilter(object: EnvoyFilter): Place[] {
  const at = ["spec", "configPatches", 0, "patch", "value", "typed_config", "config"];
  const remote = [...at, "vm_config", "code", "remote"];
  const addsCluster = object.spec.configPatches.some(({ applyTo }) => applyTo === "CLUSTER");
  const { name } = object.metadata;
  return [
    ...found(object, name, "selector", ["spec", "workloadSelector", "labels"]),
    ...found(object, name, "targetRefs", ["spec", "targetRefs"]),
    ...found(object, name, "priority", ["spec", "priority"]),
    ...(addsCluster ? [] : found(object, name, "url", [...remote, "http_uri", "uri"])),
    ...found(object, name, "sha256", [...remote, "sha256"]),
    ...found(object, name, "config", [...at, "configuration", "value"]),
  ];
}

function found(object: ManifestObject, plugin: string, variable: Variable, path: Path): Place[] {
  let value: unknown = object;
  for (const key of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
  return value === undefined ? [] : [{ plugin, variable, path, value: value as JsonValue }];
}
