import { ANNOTATIONS_LIMIT_BYTES, BOOTSTRAP_ANNOTATION, filterForm, parsePluginUrl } from "../../istio/index.js";
import { clusterNotes } from "./cluster-notes.js";
import type { Description } from "./describe.js";
import { loadCommand } from "./load-command.js";
import type { ModuleSource } from "./module-source.js";
import type { OptionNames } from "./option-names.js";
import { DEFAULT_NAMESPACE, isOfIstio, type ManifestKind, type ManifestOptions } from "./options.js";
import { plainSchema } from "./plain-schema.js";
import { findSecrets, isSecretKey } from "./plain-secrets.js";
import { sharesVm } from "./refuse-unmet.js";
import { findVariables } from "./secret-variables.js";

/** What the reader of a manifest should know and no validation says; a sentence each, no secret in it. */
export function notesOn(
  options: ManifestOptions,
  source: ModuleSource,
  description: Description,
  names: OptionNames,
): string[] {
  const { kinds } = options;
  const { plugin, registry } = description;
  const resources = kinds.filter((kind) => kind !== "registry");
  const isServedHere = registry !== null && resources.length > 0;
  return [
    ...(resources.length === 0 ? [] : pluginNotes(resources, options, source, plugin, names)),
    ...(resources.length > 1 ? [`${resources.join(" and ")} each insert the plugin: apply one of them`] : []),
    ...(isServedHere
      ? ["wait for the registry's rollout before the plugin: a proxy that gets an old module refuses it"]
      : []),
    ...(registry === null ? [] : storageNotes(registry, options.module)),
  ];
}

function pluginNotes(
  kinds: readonly ManifestKind[],
  options: ManifestOptions,
  source: ModuleSource,
  plugin: Description["plugin"],
  names: OptionNames,
): string[] {
  const schema = source.kind === "file" ? source.papers?.configSchemas[plugin.rootId ?? ""] : undefined;
  return [
    ...secretNotes(kinds, plugin, schema),
    ...variableNotes(plugin, schema),
    ...sourceNotes(source, names),
    ...clusterNotes(options, plugin, names),
    ...tagNotes(options, plugin),
    ...routeNotes(plugin),
    ...vmNotes(options),
    ...keyNotes(kinds, plugin, names),
    ...scopeNotes(kinds, plugin, names),
    ...digestNotes(plugin, names),
    ...formNotes(kinds, plugin, names),
  ];
}

function variableNotes(
  { name, configuration = null, hostEnvironment }: Description["plugin"],
  schema: unknown,
): string[] {
  const variables = findVariables(configuration, schema)
    .map((variable) => variable.name)
    .filter((variable) => hostEnvironment?.includes(variable) === true);
  if (variables.length === 0) return [];
  return [
    `${[...new Set(variables)].join(", ")} must be in the environment of the proxies, for instance from a Secret: without ` +
      `it ${name} refuses its configuration`,
  ];
}

function sourceNotes(source: ModuleSource, { mention }: OptionNames): string[] {
  if (source.kind !== "reference") return [];
  return [
    `nothing was fetched, so that neither the root id nor the configuration was held against the module of ${source.url}: give its file ` +
      `and ${mention("url")}, or verify its signature`,
  ];
}

function routeNotes({ routes }: Description["plugin"]): string[] {
  if (routes === undefined) return [];
  return [
    "a route that has none of the names given runs without the plugin: in Istio a route is named in spec.http[].name of its " +
      "VirtualService, and one of an HTTPRoute is NAMESPACE.NAME.NUMBER",
  ];
}

function vmNotes({ vm }: ManifestOptions): string[] {
  if (vm !== "shared") return [];
  return [
    "with an empty vm_id the plugin reads and writes the same shared data and queues as every other such plugin of the proxy, " +
      "and runs in one VM with those of the same module and environment",
  ];
}

function storageNotes(registry: NonNullable<Description["registry"]>, path: string): string[] {
  if (registry.storage === "PersistentVolumeClaim") return [claimNote(registry, path)];
  // kubectl keeps a copy of the object in an annotation.
  const isTooBig = Math.ceil(registry.module.byteLength / 3) * 4 > ANNOTATIONS_LIMIT_BYTES;
  return isTooBig ? ["the ConfigMap is too big for `kubectl apply` alone: use `kubectl apply --server-side`"] : [];
}

/** Where the manifest holds a secret that whoever reads it reads as well. */
function secretNotes(
  kinds: readonly ManifestKind[],
  { name, configuration = null, environment = {}, url }: Description["plugin"],
  schema: unknown,
): string[] {
  const groups = [
    ["configuration", findSecrets(configuration, plainSchema(schema))],
    ["environment", Object.keys(environment).filter((key) => isSecretKey(key) && environment[key] !== "")],
    ["URL", queryKeys(url).filter(isSecretKey)],
  ] as const;
  const places = groups.flatMap(([where, found]) =>
    found.length === 0 ? [] : [`${found.join(", ")} of the ${where}`],
  );
  if (places.length === 0) return [];
  const [are, they] = groups.flatMap(([, found]) => found).length === 1 ? ["is", "it"] : ["are", "them"];
  return [
    `${places.join(" and ")} of ${name} ${are} in plain text in this manifest: whoever may read it, or the ` +
      `${kinds.join(" or ")} in the cluster, may read ${they}`,
  ];
}

function queryKeys(url: string): string[] {
  return URL.canParse(url) ? [...new Set(new URL(url).searchParams.keys())] : [];
}

/** Of keys that a plugin fetches: it keeps them in the shared data, where all of one `vm_id` write. */
function keyNotes(
  kinds: readonly ManifestKind[],
  { configuration = null, vmId }: Description["plugin"],
  { mention }: OptionNames,
): string[] {
  const shared = kinds.filter((kind) => sharesVm(kind, vmId));
  if (shared.length === 0 || !JSON.stringify(configuration).includes('"jwks_uri":')) return [];
  return [
    `the keys of jwks_uri lie in shared data that every plugin of the proxy with an empty vm_id may write, as a ${shared.join(" or ")} ` +
      `has it: one whose makers you don't trust could let in whom it likes, unless this one is ${mention("kinds", "EnvoyFilter")} ${mention("vm", "isolated")}`,
  ];
}

function scopeNotes(
  kinds: readonly ManifestKind[],
  { selector, targetRefs, namespace }: Description["plugin"],
  names: OptionNames,
): string[] {
  if (!kinds.some(isOfIstio)) return [];
  if (namespace !== DEFAULT_NAMESPACE && targetRefs?.some(({ kind }) => kind === "GatewayClass") === true) {
    return [
      `a GatewayClass is heeded only from Istio's root namespace: unless that is ${namespace} (${DEFAULT_NAMESPACE} where nobody changed ` +
        "it), no proxy runs the plugin",
    ];
  }
  if (selector !== undefined || targetRefs !== undefined) return [];
  return [
    `without ${names.mention("selector")} every proxy of ${namespace} runs the plugin, and every proxy of the mesh where ${namespace} is ` +
      "Istio's root namespace",
  ];
}

function digestNotes({ url, sha256 }: Description["plugin"], names: OptionNames): string[] {
  const parsed = parsePluginUrl(url);
  if (parsed === null || parsed.scheme === "file" || sha256 !== undefined || parsed.digest !== null) return [];
  const what = parsed.scheme === "oci" ? "the digest of the image manifest" : "the digest of the module";
  return [
    `no digest pins the module: give ${names.mention("sha256")}, ${what}, or whoever controls the URL controls the gateway`,
  ];
}

function formNotes(kinds: readonly ManifestKind[], plugin: Description["plugin"], { mention }: OptionNames): string[] {
  if (!kinds.includes("EnvoyFilter") || filterForm(plugin) !== "inline" || plugin.url.startsWith("file:")) return [];
  return [
    "inline, Envoy itself fetches the module, which its project calls unstable (envoyproxy/envoy#25052), and no failure to fetch is seen " +
      `by istio-agent: leave ${mention("form")} and ${mention("cluster")} out unless the proxies have no istio-agent`,
  ];
}

function claimNote(registry: NonNullable<Description["registry"]>, path: string): string {
  return (
    `the claim ${registry.name} needs a storage class whose volumes many nodes can write (ReadWriteMany), and pods are not ready ` +
    `before the module lies on it: ${loadCommand(registry, path)}`
  );
}

function tagNotes({ hasStatsTags }: ManifestOptions, { name }: Description["plugin"]): string[] {
  if (hasStatsTags !== true) return [];
  return [
    `proxies read the tags when they start: annotate their pods with \`${BOOTSTRAP_ANNOTATION}: ${name}-stats-tags\`, which pods of ` +
      "injection take, and not those that istiod makes for a Gateway of the Gateway API or a waypoint",
  ];
}
