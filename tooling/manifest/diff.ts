import type { JsonObject, JsonValue, ManifestObject } from "../../istio/index.js";
import { definitionOf } from "./crd/definition.js";
import { step } from "./crd/path.js";
import { identify, isObject, keyOf, readObjects } from "./read-objects.js";
import { shownValue } from "./shown-value.js";

/** One place where a manifest and a live object differ. */
export interface Difference {
  /** `KIND NAMESPACE/NAME`. */
  readonly object: string;
  /** Where in it; "" for the whole object. */
  readonly path: string;
  /** `added` by the manifest, `removed` by it, or `changed`. */
  readonly change: "added" | "removed" | "changed";
  /** What is there; absent where nothing is, and where it may be a secret. */
  readonly from?: JsonValue;
  /** What would be; absent as `from`. */
  readonly to?: JsonValue;
}

/** Fields of `metadata` that are ours; the others are the API server's. */
const OWN_METADATA = ["name", "namespace", "labels", "annotations"];

/**
 * What applying objects would change in those of a file, such as `kubectl get -o yaml` prints: places, with the values that can't be
 * secrets. Fields that only the live object has count for kinds whose fields nobody but their author fills in.
 *
 * @throws ToolError `ERR_USAGE` where the file is no YAML of objects
 */
export function diffObjects(objects: readonly ManifestObject[], path: string, text: string): Difference[] {
  const live = new Map(readObjects(path, text).map((object) => [keyOf(object), object]));
  return objects.flatMap((object) => {
    const made = JSON.parse(JSON.stringify(object)) as JsonObject;
    const name = identify(made);
    const other = live.get(keyOf(made));
    if (other === undefined) return [{ object: name, path: "", change: "added" as const }];
    const isStrict = definitionOf(object.apiVersion, object.kind) !== null;
    return differences(made, ownPart(other, made), "", isStrict).map((each) => ({ object: name, ...each }));
  });
}

/** A live object without what the API server and kubectl wrote into it. */
function ownPart({ status: _status, metadata, ...rest }: JsonObject, made: JsonObject): JsonObject {
  const own = Object.entries(metadata as JsonObject).filter(([key]) => OWN_METADATA.includes(key));
  const { annotations, ...others } = Object.fromEntries(own);
  const known = (made["metadata"] as JsonObject)["annotations"];
  // Other tools write annotations of their own.
  const ours = Object.entries(isObject(annotations) ? annotations : {}).filter(
    ([key]) => isObject(known) && Object.hasOwn(known, key),
  );
  return { ...rest, metadata: { ...others, ...(isObject(known) ? { annotations: Object.fromEntries(ours) } : {}) } };
}

function differences(made: JsonValue, live: JsonValue, path: string, isStrict: boolean): Omit<Difference, "object">[] {
  if (isObject(made) && isObject(live)) {
    const keys = [...new Set([...Object.keys(made), ...(isStrict ? Object.keys(live) : [])])];
    return keys.flatMap((key) => {
      const at = step(path, key);
      const [ours, theirs] = [made[key], live[key]];
      if (ours === undefined) return [{ path: at, change: "removed" as const, ...shown("from", at, theirs) }];
      if (theirs === undefined) return [{ path: at, change: "added" as const, ...shown("to", at, ours) }];
      return differences(ours, theirs, at, isStrict);
    });
  }
  if (Array.isArray(made) && Array.isArray(live) && made.length === live.length) {
    return made.flatMap((item: JsonValue, index) =>
      differences(item, (live as readonly JsonValue[])[index] ?? null, step(path, index), isStrict),
    );
  }
  if (JSON.stringify(made) === JSON.stringify(live)) return [];
  return [{ path, change: "changed", ...shown("from", path, live), ...shown("to", path, made) }];
}

function shown(side: "from" | "to", path: string, value: JsonValue | undefined): Partial<Difference> {
  const visible = value === undefined ? undefined : shownValue(path, value);
  return visible === undefined ? {} : { [side]: visible };
}
