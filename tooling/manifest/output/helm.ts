import { randomUUID } from "node:crypto";
import type { JsonValue, ManifestObject } from "../../../istio/index.js";
import { toYaml } from "../to-yaml.js";
import { type Files, fileNamesOf, HEADER, sharedNamespace, toJsonFile } from "./files.js";
import { type Place, placesOf, refuseTwice } from "./places.js";
import { valuesSchema } from "./values-schema.js";

/** Version of a chart for which none is given. */
const DEFAULT_CHART_VERSION = "0.1.0";

const VALUES_HEADER = `${HEADER}# Give values of your own in another file: helm install RELEASE FOLDER --values FILE\n`;

/**
 * Objects as a Helm chart, a template each. What differs from one installation to the next is in its values: for each plugin URL, digest,
 * configuration, selector and priority, and the namespace where all share one. With the values as they are, it renders the very objects;
 * other values are held to a schema.
 *
 * Text of the objects that Go's templates would take for theirs is escaped; values are written as JSON, so that none can become
 * anything else.
 *
 * Source: the chart format of Helm 3, `apiVersion: v2`.
 *
 * @throws ToolError `ERR_USAGE` where two of the objects would each run the same plugin
 */
export function toHelm(objects: readonly ManifestObject[], version: string = DEFAULT_CHART_VERSION): Files {
  refuseTwice(objects);
  const namespace = sharedNamespace(objects);
  const places = objects.flatMap(valuesOf);
  const plugins: Record<string, Record<string, JsonValue>> = {};
  for (const { plugin, variable, value } of places) plugins[plugin] = { ...plugins[plugin], [variable]: value };
  const name = chartName(places[0]?.plugin ?? objects[0]?.metadata.name ?? "");
  const chart = {
    apiVersion: "v2",
    name,
    description: descriptionOf(Object.keys(plugins)),
    type: "application",
    version,
  };
  const names = fileNamesOf(objects);
  const values = { ...(namespace === null ? {} : { namespace }), plugins };
  return {
    "Chart.yaml": HEADER + toYaml([chart]),
    "values.yaml": VALUES_HEADER + toYaml([values]),
    "values.schema.json": toJsonFile(valuesSchema(places, namespace !== null)),
    ...Object.fromEntries(
      objects.map((object, index) => [`templates/${names[index]}`, HEADER + template(object, namespace !== null)]),
    ),
  };
}

/** Helm drops `null` from values, so a configuration that has one stays where it is. */
function valuesOf(object: ManifestObject): Place[] {
  return placesOf(object).filter(({ value }) => !hasNull(value));
}

function hasNull(value: JsonValue): boolean {
  if (value === null || typeof value !== "object") return value === null;
  return Object.values(value).some(hasNull);
}

function template(object: ManifestObject, hasNamespace: boolean): string {
  const copy = structuredClone(object);
  const expressions = new Map<string, string>();
  const put = (path: Place["path"], expression: string): void => {
    const mark = randomUUID();
    expressions.set(mark, `{{ ${expression} | toJson }}`);
    let parent = copy as unknown as Record<string | number, unknown>;
    for (const key of path.slice(0, -1)) parent = parent[key] as typeof parent;
    parent[path.at(-1) ?? ""] = `mark-${mark}`;
  };
  for (const { path, plugin, variable } of valuesOf(object)) {
    put(path, `(index .Values.plugins ${JSON.stringify(plugin)}).${variable}`);
  }
  if (hasNamespace) put(["metadata", object.kind === "Namespace" ? "name" : "namespace"], ".Values.namespace");
  const escaped = toYaml([copy]).replaceAll("{{", '{{ "{{" }}');
  return escaped.replace(/mark-([0-9a-f-]{36})/g, (text, mark: string) => expressions.get(mark) ?? text);
}

function descriptionOf(plugins: readonly string[]): string {
  return plugins.length === 0 ? "A registry of plugins" : `Runs ${plugins.join(", ")} in the proxies`;
}

/** Charts have no dots in their names. */
function chartName(name: string): string {
  return name.replaceAll(/[^a-z0-9-]/g, "-");
}
