import {
  parsePluginUrl,
  present,
  registryUrl,
  type PluginDescription,
  type RegistryDescription,
  type UrlScheme,
} from "../../istio/index.js";
import { pluginKinds, titleOf } from "../compile/plugin-kind.js";
import { chooseRootId } from "../compile/root-id.js";
import { ToolError } from "../error.js";
import { capabilitiesOf } from "./capabilities.js";
import type { OptionNames } from "./option-names.js";
import { findVariables } from "./secret-variables.js";
import { suggestedName, type ModuleFile, type ModuleSource } from "./module-source.js";
import { DEFAULT_NAMESPACE, NAMESPACES, type ManifestKind, type ManifestOptions } from "./options.js";
import { pluginFields } from "./plugin-fields.js";

/** What `istio/` needs to know for one manifest. */
export interface Description {
  readonly plugin: PluginDescription;
  /** The plugin registry to be made, null where none is asked for. */
  readonly registry: RegistryDescription | null;
}

/**
 * Puts together what the options say and what the module says about itself.
 *
 * @throws ToolError `ERR_USAGE` where the two contradict each other or something is missing.
 */
export function describe(options: ManifestOptions, source: ModuleSource, names: OptionNames): Description {
  const rootId = describeRootId(options, source, names);
  const isNetwork = isForConnections(source, rootId, options, names);
  const name = options.name ?? suggestedName(source, rootId);
  const namespace = options.namespace ?? defaultNamespace(options);
  const registry = options.kinds.includes("registry")
    ? describeRegistry(options, source, { name, namespace }, names)
    : null;
  const url = options.url ?? (source.kind === "reference" ? source.url : registry && registryUrl(registry));
  if (url === null) {
    throw new ToolError(
      "ERR_USAGE",
      `${names.subject("url")} is missing: nothing says from where the proxies get the module`,
      {
        hint: `give ${names.mention("url")}, or add ${names.mention("kinds", "registry")} to serve the module from inside the cluster`,
      },
    );
  }
  const { isUnrestricted, vm } = options;
  const hostEnvironment = describeHostEnvironment(options, source, rootId, names);
  const sha256 = describeSha256(options, source, parsePluginUrl(url)?.scheme, names);
  return {
    plugin: present({
      ...pluginFields(options),
      ...{ name, namespace, url, sha256, rootId, hostEnvironment },
      type: isNetwork ? ("NETWORK" as const) : undefined,
      vmId: vm === undefined ? options.vmId : vm === "shared" ? "" : `${namespace}.${name}`,
      capabilities: source.kind === "file" && isUnrestricted !== true ? capabilitiesOf(source.module) : undefined,
    }),
    registry,
  };
}

/** The first kind that lives elsewhere decides. */
function defaultNamespace({ kinds }: ManifestOptions): string {
  return kinds.map((kind) => NAMESPACES[kind]).find((namespace) => namespace !== undefined) ?? DEFAULT_NAMESPACE;
}

/** Kinds that can attach a plugin to TCP connections. */
const FOR_CONNECTIONS: readonly ManifestKind[] = ["WasmPlugin", "TrafficExtension", "EnvoyFilter", "registry"];

/** What only a filter of requests can be told. */
const FOR_REQUESTS = ["routes", "allowOnHeadersStopIteration"] as const;

/** Whether a plugin filters connections and no requests. What another toolchain's module is, its callbacks tell. */
function isForConnections(
  source: ModuleSource,
  rootId: string | undefined,
  options: ManifestOptions,
  { subject, mention }: OptionNames,
): boolean {
  if (source.kind === "reference") return false;
  const plugin = { ...source, name: source.path, rootId };
  const found = pluginKinds(plugin);
  if (!found.includes("network") || found.includes("http")) return false;
  const other = options.kinds.find((kind) => !FOR_CONNECTIONS.includes(kind));
  if (other !== undefined) {
    throw new ToolError(
      "ERR_USAGE",
      `${subject("kinds", other)}: ${titleOf(plugin)} has callbacks for TCP only, and this attaches HTTP filters`,
      {
        hint: `use ${mention("kinds", "WasmPlugin")}, TrafficExtension or EnvoyFilter`,
      },
    );
  }
  for (const field of FOR_REQUESTS) {
    if (options[field] === undefined) continue;
    throw new ToolError(
      "ERR_USAGE",
      `${subject(field)}: ${titleOf(plugin)} has callbacks for TCP only, and no requests`,
      {
        hint: "take it out",
      },
    );
  }
  return true;
}

function describeRegistry(
  { registryName, registryImage, registryStorage, registryStorageClass, replicas }: ManifestOptions,
  source: ModuleSource,
  { name, namespace }: Pick<PluginDescription, "name" | "namespace">,
  { subject, mention }: OptionNames,
): RegistryDescription {
  if (source.kind === "reference") {
    throw new ToolError(
      "ERR_USAGE",
      `${subject("kinds", "registry")} serves a file of this machine, and ${mention("module")} is none`,
      {
        hint: "give the path of the module, or leave the registry out",
      },
    );
  }
  if (registryStorageClass !== undefined && registryStorage !== "PersistentVolumeClaim") {
    throw new ToolError("ERR_USAGE", `${subject("registryStorageClass")} means nothing to a ConfigMap`, {
      hint: `take it out, or add ${mention("registryStorage", "PersistentVolumeClaim")}`,
    });
  }
  return present({
    name: registryName ?? `${name}-registry`,
    namespace,
    fileName: `${name}.wasm`,
    module: source.bytes,
    sha256: source.sha256,
    image: registryImage,
    replicas,
    storage: registryStorage,
    storageClass: registryStorageClass,
  });
}

/** A registry serves a module whole, whichever of its plugins is meant. */
function describeRootId(
  { rootId, kinds }: ManifestOptions,
  source: ModuleSource,
  names: OptionNames,
): string | undefined {
  if (source.kind === "reference" || kinds.every((kind) => kind === "registry")) return rootId;
  return chooseRootId({ module: source.path, papers: source.papers, wanted: rootId, option: names.subject("rootId") });
}

/** A secret that the configuration takes from a variable comes from the proxy's environment, unless a value is given here. */
function describeHostEnvironment(
  { hostEnvironment, environment = {}, configuration = null, kinds }: ManifestOptions,
  source: ModuleSource,
  rootId: string | undefined,
  optionNames: OptionNames,
): readonly string[] | undefined {
  if (source.kind === "reference") return hostEnvironment;
  const variables = findVariables(configuration, source.papers?.configSchemas[rootId ?? ""]);
  const names = variables.map(({ name }) => name).filter((name) => !Object.hasOwn(environment, name));
  if (kinds.includes("HigressWasmPlugin")) {
    refuseBesideHigress(kinds, names, optionNames);
    // It hands no variables on: the plugin itself says which one is missing.
    return hostEnvironment;
  }
  const all = [...new Set([...(hostEnvironment ?? []), ...names])];
  return all.length === 0 ? hostEnvironment : all;
}

function refuseBesideHigress(
  kinds: readonly ManifestKind[],
  variables: readonly string[],
  { subject }: OptionNames,
): void {
  const others = kinds.filter((kind) => kind !== "HigressWasmPlugin" && kind !== "registry");
  if (variables.length === 0 || others.length === 0) return;
  throw new ToolError(
    "ERR_USAGE",
    `${subject("configuration")} takes ${variables.join(", ")} from the environment, which a HigressWasmPlugin does not hand on as a ${others.join(" or ")} does`,
    { hint: "make the HigressWasmPlugin by itself, with a configuration that holds its secrets" },
  );
}

/** By http the digest is that of the module's bytes; by oci it is the image manifest's, which the module doesn't know. */
function describeSha256(
  { sha256 }: ManifestOptions,
  source: ModuleSource,
  scheme: UrlScheme | undefined,
  names: OptionNames,
): string | undefined {
  if (source.kind === "reference" || (scheme !== "http" && scheme !== "https")) return sha256;
  if (sha256 !== undefined && sha256 !== source.sha256) throw otherDigest(source, names);
  return source.sha256;
}

function otherDigest({ path, sha256 }: ModuleFile, { subject }: OptionNames): ToolError {
  return new ToolError("ERR_USAGE", `${subject("sha256")} is not the digest of ${path}`, {
    hint: `leave it out: it is computed (${sha256})`,
  });
}
