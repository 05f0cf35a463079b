import { Document, Scalar, type Tags, visit } from "yaml";

/** Text to YAML 1.1, and yet a number to Kubernetes, whose parser takes Go's notation too. */
const GO_INTEGER = /^[-+]?0[bBoOxX][0-9a-fA-F_]+$/;

/** Keys that YAML 1.1 gives a meaning: merge and default value. */
const MARKS = ["<<", "="];

/** A key that is called `<<` is a key here, and merges nothing. */
function withoutMerge(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === "string" || tag.tag !== "tag:yaml.org,2002:merge");
}

/** Control characters and line breaks of YAML 1.1, which Kubernetes' parser refuses or folds where they stand as they are. */
const UNPRINTABLE = /[\0-\b\v-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/**
 * Objects as YAML documents that `kubectl apply -f -` reads, separated by `---`. Text of several lines is a block; whatever
 * YAML 1.1 (Kubernetes' parser) would take for a boolean or a number is quoted.
 */
export function toYaml(objects: readonly object[]): string {
  return objects.map((object) => print(object)).join("---\n");
}

function print(object: object): string {
  const document = new Document(object, { version: "1.1", aliasDuplicateObjects: false, customTags: withoutMerge });
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== "string") return;
      if (MARKS.includes(node.value) || GO_INTEGER.test(node.value) || UNPRINTABLE.test(node.value)) {
        node.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
  const text = document.toString({ lineWidth: 0, directives: false });
  // Whatever is left of them stands in double quotes, where they can be escaped.
  return text.replaceAll(
    new RegExp(UNPRINTABLE, "g"),
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
