import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../package-root.js";

/** A rule in CEL over the value that it stands beside, which it calls `self`. */
export interface Rule {
  readonly rule: string;
  readonly message?: string;
}

/** A structural schema of Kubernetes, as far as it is looked into by name. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly "x-kubernetes-validations"?: readonly Rule[];
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
}

/** A CustomResourceDefinition as `npm run crds` keeps it in `istio/crds`. */
export interface Definition {
  /** Go module with its version, and the file in it. */
  readonly source: string;
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly string[];
  readonly schema: Schema;
}

/** Names of the definitions: the resource's plural and its group, which are the names of their files too. */
const DEFINITIONS = [
  "wasmplugins.extensions.istio.io",
  "trafficextensions.extensions.istio.io",
  "envoyfilters.networking.istio.io",
  "serviceentries.networking.istio.io",
  "destinationrules.networking.istio.io",
  "envoyextensionpolicies.gateway.envoyproxy.io",
  "wasmplugins.extensions.higress.io",
] as const;

const read = new Map<string, Definition>();

/** The definition of an object's kind, null for the kinds of Kubernetes itself. */
export function definitionOf(apiVersion: string, kind: string): Definition | null {
  const [group = "", version = ""] = apiVersion.split("/");
  const candidates = DEFINITIONS.filter((name) => name.slice(name.indexOf(".") + 1) === group).map(load);
  return candidates.find((each) => each.kind === kind && each.versions.includes(version)) ?? null;
}

function load(name: string): Definition {
  const known = read.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(join(packageRoot(), "istio", "crds", `${name}.json`), "utf8");
  const definition = JSON.parse(text) as Definition;
  read.set(name, definition);
  return definition;
}
