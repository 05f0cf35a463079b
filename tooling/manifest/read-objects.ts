import { parseAllDocuments } from "yaml";
import type { JsonObject, JsonValue } from "../../istio/index.js";
import { ToolError } from "../error.js";

/**
 * Reads the objects of a file, such as `kubectl get -o yaml` prints: documents, or a List.
 *
 * @throws ToolError `ERR_USAGE` where the file is no YAML of objects
 */
export function readObjects(path: string, text: string): JsonObject[] {
  const values = readDocuments(text);
  const objects = values?.flatMap((value): readonly JsonValue[] => {
    const items = isObject(value) ? value["items"] : undefined;
    return Array.isArray(items) ? (items as readonly JsonValue[]) : [value];
  });
  if (objects?.every((value: JsonValue) => isObject(value) && isObject(value["metadata"]))) {
    return objects as readonly JsonValue[] as JsonObject[];
  }
  throw new ToolError("ERR_USAGE", `${path} holds no objects of Kubernetes as YAML or JSON`, {
    hint: "give what `kubectl get KIND NAME -o yaml` prints",
  });
}

/** Null where the text is no YAML, or is YAML that grows without measure by its aliases. */
function readDocuments(text: string): JsonValue[] | null {
  const documents = parseAllDocuments(text);
  if (documents.some(({ errors }) => errors.length > 0)) return null;
  try {
    return documents.map((document) => document.toJS() as JsonValue);
  } catch (error) {
    if (error instanceof ReferenceError) return null;
    throw error;
  }
}

/** What an object is called, among others: `KIND NAMESPACE/NAME`. */
export function identify(object: JsonObject): string {
  const { namespace = "", name = "" } = object["metadata"] as { readonly namespace?: string; readonly name?: string };
  return `${object["kind"] as string} ${namespace === "" ? "" : `${namespace}/`}${name}`;
}

/**
 * What no two objects of a cluster have in common: the name above, with the API group. Two groups may each have a kind of one name, and an
 * object is the same in every version of its group.
 *
 * @example
 * keyOf(higress) // "WasmPlugin higress-system/auth of extensions.higress.io"
 */
export function keyOf(object: JsonObject): string {
  const { apiVersion } = object as { readonly apiVersion?: string };
  const [, group = ""] = /^(.*)\//.exec(apiVersion ?? "") ?? [];
  return `${identify(object)} of ${group}`;
}

/** Whether a value is an object and no list. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
