import type { ManifestObject } from "../../../istio/index.js";
import { toYaml } from "../to-yaml.js";
import { type Files, fileNamesOf, HEADER, sharedNamespace } from "./files.js";
import { placesOf, refuseTwice } from "./places.js";

/** The overlay that is made; others are copies of it. */
const OVERLAY = "overlays/default";

/**
 * Objects as a base of Kustomize, a file each, and an overlay that says anew what differs from one installation to the next: URL, digest,
 * configuration, selector, priority, namespace. Built, both give the very objects.
 *
 * Source: `kustomize.config.k8s.io/v1beta1 Kustomization`; patches in JSON Patch (RFC 6902).
 *
 * @throws ToolError `ERR_USAGE` where two of the objects would each run the same plugin
 */
export function toKustomize(objects: readonly ManifestObject[]): Files {
  refuseTwice(objects);
  const files: Record<string, string> = {};
  const patches: object[] = [];
  const names = fileNamesOf(objects);
  for (const [index, object] of objects.entries()) {
    const file = names[index] ?? "";
    files[`base/${file}`] = HEADER + toYaml([object]);
    const changes = placesOf(object).map(({ path, value }) => ({ op: "replace", path: pointer(path), value }));
    if (changes.length === 0) continue;
    files[`${OVERLAY}/${file}`] = HEADER + toYaml([changes]);
    const [, group = "", version = ""] = /^(?:(.*)\/)?(.*)$/.exec(object.apiVersion) ?? [];
    patches.push({ path: file, target: { group, version, kind: object.kind, name: object.metadata.name } });
  }
  const namespace = sharedNamespace(objects);
  files["base/kustomization.yaml"] = HEADER + kustomization({ resources: names });
  const content = kustomization({
    ...(namespace === null ? {} : { namespace }),
    resources: ["../../base"],
    ...(patches.length === 0 ? {} : { patches }),
  });
  files[`${OVERLAY}/kustomization.yaml`] =
    `${HEADER}# For another installation copy this folder, and change the copy.\n${content}`;
  return files;
}

function kustomization(content: object): string {
  return toYaml([{ apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", ...content }]);
}

/** A JSON pointer (RFC 6901). */
function pointer(path: readonly (string | number)[]): string {
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
