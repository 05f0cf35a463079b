import type { ManifestObject } from "../../istio/index.js";

/** Objects without those that are the same as one before them: what several plugins or revisions share is applied once. */
export function distinctObjects(objects: readonly ManifestObject[]): ManifestObject[] {
  return [...new Map(objects.map((object) => [JSON.stringify(object), object])).values()];
}
