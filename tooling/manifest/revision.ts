import { ANNOTATIONS_LIMIT_BYTES, type JsonObject, type ManifestObject } from "../../istio/index.js";
import { ToolError } from "../error.js";
import { definitionOf } from "./crd/definition.js";
import { checkReadObject, refuseProblems } from "./check-objects.js";
import type { Manifest } from "./manifest.js";
import { identify, isObject, keyOf, readObjects } from "./read-objects.js";

/** The annotation that holds the `spec` which an object had before, as JSON. */
export const PREVIOUS = "sluice/previous";

/**
 * Objects that remember what those of a file say now, so that {@link rollBack} finds it. One that says the same as before keeps what it
 * remembers; one that was not there remembers nothing.
 *
 * @throws ToolError `ERR_USAGE` where the file is no YAML of objects, or what is to be remembered is too long for an annotation
 */
export function rememberPrevious(manifest: Manifest, path: string, text: string): Manifest {
  const live = new Map(readObjects(path, text).map((object) => [keyOf(object), object]));
  const objects = manifest.objects.map((object) => {
    const former = live.get(keyOf(object as unknown as JsonObject));
    if (!("spec" in object) || former === undefined || definitionOf(object.apiVersion, object.kind) === null) {
      return object;
    }
    const isSame = canonical(former["spec"]) === canonical(object.spec);
    const previous = isSame ? previousOf(former) : JSON.stringify(former["spec"]);
    if (previous === undefined) return object;
    if (Buffer.byteLength(previous) + Buffer.byteLength(PREVIOUS) > ANNOTATIONS_LIMIT_BYTES) {
      throw new ToolError("ERR_USAGE", `${path}: ${identify(former)} is too long for an annotation`, {
        hint: "keep its file, and apply that again to roll back",
      });
    }
    return {
      ...object,
      metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [PREVIOUS]: previous } },
    };
  });
  return { ...manifest, objects: objects };
}

/**
 * The objects of a file as they were before, where they remember it. They remember what they are now in its place: rolled back twice,
 * they are what they were.
 *
 * @throws ToolError `ERR_USAGE` where none remembers anything, or what it remembers is no JSON; `ERR_MANIFEST_INVALID`
 */
export function rollBack(path: string, text: string): Manifest {
  const live = readObjects(path, text);
  const objects = live.flatMap((object) => {
    const previous = previousOf(object);
    return previous === undefined ? [] : [former(object, previous, path)];
  });
  if (objects.length === 0) {
    throw new ToolError("ERR_USAGE", `${path}: no object has the annotation ${PREVIOUS}`, {
      hint: "give what `kubectl get KIND NAME -o yaml` prints of an object that was made beside its former revision",
    });
  }
  refuseProblems(objects.map((object) => ({ kind: object.kind, problems: checkReadObject(object) })));
  const kept = live.filter((object) => previousOf(object) === undefined).map(identify);
  return {
    objects,
    fragment: null,
    notes: [
      "the module of before must still be where it was: a plugin registry serves its newest one only",
      ...(kept.length === 0 ? [] : [`${kept.join(", ")} of ${path} has no revision of before, and is left out`]),
    ],
  };
}

function former(object: JsonObject, previous: string, path: string): ManifestObject {
  const { apiVersion, kind, spec } = object;
  const { name, namespace, labels } = object["metadata"] as JsonObject;
  let value: unknown;
  try {
    value = JSON.parse(previous);
  } catch {
    value = null;
  }
  const isKnown = typeof apiVersion === "string" && typeof kind === "string" && definitionOf(apiVersion, kind) !== null;
  if (!isKnown || !isObject(value as JsonObject)) {
    const where = `${identify(object)} metadata.annotations["${PREVIOUS}"]`;
    throw new ToolError("ERR_USAGE", `${path}: ${where} is no spec of a former revision`, {
      hint: "apply the file of the revision that you want",
    });
  }
  const annotations = { [PREVIOUS]: JSON.stringify(spec) };
  const metadata = { name, namespace, ...(labels === undefined ? {} : { labels }), annotations };
  return { apiVersion, kind, metadata, spec: value } as unknown as ManifestObject;
}

function previousOf(object: JsonObject): string | undefined {
  const { annotations } = object["metadata"] as JsonObject;
  const value = annotations !== undefined && isObject(annotations) ? annotations[PREVIOUS] : undefined;
  return typeof value === "string" ? value : undefined;
}

/** JSON whose keys are in order: the API server and YAML have their own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isObject(item as JsonObject)
      ? Object.fromEntries(Object.entries(item as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
