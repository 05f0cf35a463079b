import type { JsonObject, ManifestObject } from "../../../istio/index.js";

/** Text files by their paths below a folder, with `/`. */
export type Files = Readonly<Record<string, string>>;

const NOTICE = "Made by `sluice manifest`; what is changed here goes when it runs again.";

/** The first line of every file of YAML that is made here. */
export const HEADER = `# ${NOTICE}\n`;

/** A file of JSON, which has no comments but this. */
export function toJsonFile(content: JsonObject): string {
  return `${JSON.stringify({ $comment: NOTICE, ...content }, null, 2)}\n`;
}

/** Whether a file was made here: it may be replaced then. */
export function isMadeHere(text: string): boolean {
  return text.startsWith(HEADER) || text.startsWith(`{\n  "$comment": "${NOTICE}"`);
}

/**
 * The file's name of each object, in their order: of kind and name, and where objects have these in common, of namespace and API group too.
 *
 * @example
 * fileNamesOf([plugin, serviceEntry]) // ["wasmplugin-auth.yaml", "serviceentry-callout-keys.example.com-443.yaml"]
 */
export function fileNamesOf(objects: readonly ManifestObject[]): string[] {
  const short = objects.map(({ kind, metadata: { name } }) => `${kind.toLowerCase()}-${name}`);
  return objects.map(({ apiVersion, metadata }, index) => {
    const name = short[index] ?? "";
    if (short.filter((other) => other === name).length === 1) return `${name}.yaml`;
    const namespace = "namespace" in metadata ? metadata.namespace : "";
    // No name of Kubernetes has an underscore: what is joined by it stays apart.
    return `${name}_${namespace}_${apiVersion.replace(/\/?[^/]*$/, "")}.yaml`;
  });
}

/** The namespace that all objects share, null where there are several. */
export function sharedNamespace(objects: readonly ManifestObject[]): string | null {
  const names = new Set(
    objects.map((object) => (object.kind === "Namespace" ? object.metadata.name : object.metadata.namespace)),
  );
  const [name] = names;
  return names.size === 1 && name !== undefined ? name : null;
}
