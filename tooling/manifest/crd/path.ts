import type { JsonValue } from "../../../istio/index.js";

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** A path with one more step: `spec.ports`, `spec.ports[0]`, `metadata.labels["a.b/c"]`. */
export function step(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  if (!IDENTIFIER.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** The path that a JSON pointer (RFC 6901) takes through a value. */
export function pathOf(pointer: string, root: JsonValue): string {
  let path = "";
  let value: unknown = root;
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    path = step(path, Array.isArray(value) ? Number(key) : key);
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
  }
  return path;
}
