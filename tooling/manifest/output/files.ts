import type { ManifestObject } from "../../../istio/index.js";

/** Text files by their paths below a folder, with `/`. */
export type Files = Readonly<Record<string, string>>;

/** The first line of every file that is made here: what starts with it may be replaced. */
export const HEADER = "# Made by `sluice manifest`; what is changed here goes when it runs again.\n";

/** A file's name for an object, which no other of a manifest has. */
export function fileNameOf({ kind, metadata: { name } }: ManifestObject): string {
  return `${kind.toLowerCase()}-${name}.yaml`;
}

/** The namespace that all objects share, null where there are several. */
export function sharedNamespace(objects: readonly ManifestObject[]): string | null {
  const names = new Set(
    objects.map((object) => (object.kind === "Namespace" ? object.metadata.name : object.metadata.namespace)),
  );
  const [name] = names;
  return names.size === 1 && name !== undefined ? name : null;
}
