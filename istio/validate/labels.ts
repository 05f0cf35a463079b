import type { StringMap } from "../kubernetes.js";
import { checkDnsSubdomain } from "./dns-name.js";
import { unless, type Problem } from "./problem.js";

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
/** Kubernetes lets an object have this much of annotations. */
export const ANNOTATIONS_LIMIT_BYTES = 262_144;

/** Labels of an object, and labels that select objects. */
export function checkLabels(path: string, labels: StringMap = {}): Problem[] {
  return Object.entries(labels).flatMap(([key, value]) => {
    const at = `${path}[${JSON.stringify(key)}]`;
    return [
      ...checkQualifiedName(at, key),
      ...unless(
        value === "" || (value.length <= 63 && NAME.test(value)),
        at,
        `${JSON.stringify(value)} is no label value`,
        "use at most 63 letters, digits, hyphens, underscores and dots, with a letter or a digit at both ends",
      ),
    ];
  });
}

/** Annotations: keys like a label's, values of any text within 256 KiB together. */
export function checkAnnotations(path: string, annotations: StringMap = {}): Problem[] {
  const sizeBytes = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  return [
    ...Object.keys(annotations).flatMap((key) => checkQualifiedName(`${path}[${JSON.stringify(key)}]`, key)),
    ...unless(
      sizeBytes <= ANNOTATIONS_LIMIT_BYTES,
      path,
      `the annotations hold ${sizeBytes} bytes`,
      `keep them within ${ANNOTATIONS_LIMIT_BYTES} bytes together`,
    ),
  ];
}

/** `name` or `prefix/name`, the form of every key. */
function checkQualifiedName(path: string, key: string): Problem[] {
  const slash = key.indexOf("/");
  const name = key.slice(slash + 1);
  return [
    ...(slash === -1 ? [] : checkDnsSubdomain(path, key.slice(0, slash))),
    ...unless(
      name.length <= 63 && NAME.test(name),
      path,
      `${JSON.stringify(key)} is no label key`,
      "write it as NAME or DNS-PREFIX/NAME, NAME of at most 63 letters, digits, hyphens, underscores and dots",
    ),
  ];
}
