import { Command, Option } from "commander";
import {
  DEFAULT_PATCH_NAME,
  DEFAULT_PRIORITY,
  DEFAULT_REGISTRY_IMAGE,
  DEFAULT_TARGET,
  DEFAULT_TIMEOUT_SECONDS,
  FAIL_STRATEGIES,
  IMAGE_PULL_POLICIES,
  ISTIO_TARGETS,
  PATCH_CONTEXTS,
  PHASES,
  type JsonValue,
} from "../../../istio/index.js";
import {
  DEFAULT_NAMESPACE,
  MANIFEST_KINDS,
  type ManifestKind,
  type ManifestOptions,
  VM_POLICIES,
} from "../../manifest/options.js";
import { ToolError } from "../../error.js";
import { readInput } from "../../read-input.js";
import type { ChainOptions, Manifest } from "../../manifest/index.js";
import { list, nonEmpty } from "../arguments.js";
import { givenAs, withEnvironment } from "../environment.js";
import { keyValues, kinds, seconds, targetReferences, wholeNumber } from "../manifest-arguments.js";
import { type ManifestOutputFlags, outputManifest, refuseOutputFlags, withOutputOptions } from "../manifest-output.js";
import { createOutput, type Output } from "../output.js";
import { type RegistryFlags, toRegistryAccess, withRegistryOptions } from "../registry-arguments.js";

/** What commander hands over: the options of the library, but for those that two flags share or that must be read. */
interface Flags
  extends
    Omit<ManifestOptions, "module" | "kinds" | "configuration" | "cluster" | "form">,
    VerifyFlags,
    RevisionFlags,
    ManifestOutputFlags {
  readonly kind?: readonly ManifestKind[];
  readonly file?: string;
  readonly config?: string;
  readonly cluster?: string;
  readonly existingCluster?: string;
  readonly timeout?: number;
  readonly env?: Record<string, string>;
  readonly hostEnv?: string[];
  readonly targetRef?: ManifestOptions["targetRefs"];
  readonly unrestricted?: true;
  readonly inline?: true;
  readonly createNamespace?: true;
  readonly callout?: string[];
  readonly statsTags?: true;
  readonly route?: string[];
}

interface RevisionFlags {
  readonly canary?: string;
  readonly canarySelector?: Record<string, string>;
  readonly previous?: string;
  readonly rollback?: string;
}

interface VerifyFlags extends RegistryFlags {
  readonly verifyKey?: string;
  readonly signedFor?: string;
}

/** `sluice manifest MODULE|OCI-REF --kind KIND…` */
export function manifestCommand(): Command {
  return withEnvironment(describeManifest());
}

function describeManifest(): Command {
  const command = new Command("manifest")
    .description("make the Kubernetes objects that run a plugin, or the files for a plain Envoy, as YAML documents")
    .argument("[module]", "the module's file, its URL, or its image reference; without it, see --file", nonEmpty)
    .option("--kind <kinds>", `${MANIFEST_KINDS.join(", ")}; several with commas or by repeating`, kinds)
    .addOption(
      new Option("--target <release>", `oldest Istio that must take it (default: ${DEFAULT_TARGET})`).choices(
        ISTIO_TARGETS,
      ),
    )
    .option("--file <path>", "a chain of plugins (default: sluice.config.ts or .json)", nonEmpty)
    .option("--name <name>", "name of the object (default: the module's)", nonEmpty)
    .option("--namespace <name>", `namespace (default: ${DEFAULT_NAMESPACE} for Istio)`, nonEmpty)
    .option("--config <json>", "the plugin's configuration: a JSON object or a file of JSON", nonEmpty)
    .option("--root-id <id>", "the plugin of the module that runs (default: its only one)", nonEmpty)
    .option("--url <url>", "where proxies get the module (default: MODULE, or the registry)", nonEmpty)
    .option("--sha256 <hex>", "digest of the module, or of the image manifest for oci://", nonEmpty)
    .option("--selector <k=v>", "label of the workloads; may be repeated", keyValues)
    .option("--target-ref <kind/name>", "Gateway/NAME or KIND.GROUP/NAME; may be repeated", targetReferences)
    .option("--priority <number>", `order among plugins (default: ${DEFAULT_PRIORITY})`, wholeNumber)
    .addOption(new Option("--fail-strategy <strategy>", "when the plugin fails").choices(FAIL_STRATEGIES))
    .option("--callout <url>", "host outside the mesh that the plugin calls, https://HOST; may be repeated", list)
    .addOption(
      new Option("--vm <policy>", "VM and shared data: in common with all of an empty vm_id, or its own").choices(
        VM_POLICIES,
      ),
    )
    .option("--stats-tags", "Istio: make the labels of the module's metrics labels of Envoy's statistics")
    .option("--env <k=v>", "environment variable of the VM; may be repeated", keyValues)
    .option("--host-env <name>", "proxy's variable that the VM may see; may be repeated", list)
    .optionsGroup("WasmPlugin, TrafficExtension, HigressWasmPlugin, EnvoyExtensionPolicy:")
    .addOption(new Option("--phase <phase>", "where in Istio's chain").choices(PHASES))
    .addOption(new Option("--image-pull-policy <policy>", "when to pull again").choices(IMAGE_PULL_POLICIES))
    .option("--image-pull-secret <name>", "Secret with the registry's credentials", nonEmpty)
    .optionsGroup("EnvoyFilter, Envoy, EnvoyExtension:")
    .option("--inline", "EnvoyFilter: Envoy fetches the module, and not istio-agent (default with --cluster)")
    .option("--plugin-name <name>", "prefix of log lines and statistics (default: the object's name)", nonEmpty)
    .option("--patch-name <name>", `name of the HTTP filter (default: ${DEFAULT_PATCH_NAME})`, nonEmpty)
    .addOption(new Option("--context <context>", "which proxies (default: GATEWAY)").choices(PATCH_CONTEXTS))
    .option("--cluster <name>", "the cluster that is added for the module's URL", nonEmpty)
    .addOption(
      new Option("--existing-cluster <name>", "a cluster that the proxy has already")
        .conflicts("cluster")
        .argParser(nonEmpty),
    )
    .option("--timeout <seconds>", `for the module's fetch, e.g. 10s (default: ${DEFAULT_TIMEOUT_SECONDS}s)`, seconds)
    .option("--route <name>", "EnvoyFilter, Envoy: only the requests of this route; may be repeated", list)
    .option("--vm-id <id>", "VM and shared data in common with plugins of the same id", nonEmpty)
    .option("--allow-on-headers-stop-iteration", "headers may wait for the body (Istio 1.28)")
    .option("--extension-file <path>", "Envoy: watch this file, made by --kind EnvoyExtension", nonEmpty)
    .option("--unrestricted", "leave out the capability restriction computed from the module")
    .optionsGroup("registry:")
    .option("--registry-name <name>", "name of its objects (default: NAME-registry)", nonEmpty)
    .option("--registry-image <image>", `an nginx (default: ${DEFAULT_REGISTRY_IMAGE})`, nonEmpty)
    .option("--replicas <number>", "pods that serve the module (default: 2)", wholeNumber)
    .option("--create-namespace", "make the namespace too: who deletes the manifest deletes it")
    .optionsGroup("Revisions:")
    .option("--canary <module>", "the next revision, beside this one on workloads of its own", nonEmpty)
    .option(
      "--canary-selector <k=v>",
      "label of its workloads, of which --selector has one too; may be repeated",
      keyValues,
    )
    .option("--previous <path>", "objects as they are now: the new ones remember them for --rollback", nonEmpty)
    .option("--rollback <path>", "print the objects of this file as they were before, and nothing new", nonEmpty)
    .optionsGroup("Signature:")
    .option(
      "--verify-key <file>",
      "ECDSA P-256 public key that must have signed the image, whose digest is pinned",
      nonEmpty,
    )
    .option("--signed-for <repository>", "repository that the signature is for (default: the reference's)", nonEmpty);
  return withOutputOptions(withRegistryOptions(command)).action(
    async (module: string | undefined, flags: Flags, command: Command) => {
      const output = createOutput(command);
      refuseOutputFlags(flags);
      const manifest = await makeManifest(module, flags, command, output);
      for (const note of manifest.notes) output.note(`note: ${note}`);
      await outputManifest(manifest, flags, output);
    },
  );
}

async function makeManifest(
  module: string | undefined,
  flags: Flags,
  command: Command,
  output: Output,
): Promise<Manifest> {
  const { rememberPrevious, rollBack } = await import("../../manifest/index.js");
  const { rollback, previous } = flags;
  if (rollback !== undefined) {
    refuseBesideRollback(module, flags, command);
    return rollBack(rollback, (await readInput(rollback, "--rollback")).toString("utf8"));
  }
  if (module !== undefined && flags.file !== undefined) {
    throw new ToolError("ERR_USAGE", `${givenAs(command, "--file")} describes a chain, and MODULE is one plugin`, {
      hint: "give one of them",
    });
  }
  const made = module === undefined ? await chainOf(flags, command, output) : await pluginOf(module, flags, output);
  if (previous === undefined) return made;
  return rememberPrevious(made, previous, (await readInput(previous, "--previous")).toString("utf8"));
}

/** One plugin, or two revisions of it. */
async function pluginOf(module: string, flags: Flags, output: Output): Promise<Manifest> {
  const { createCanary, createManifest } = await import("../../manifest/index.js");
  const { canary, canarySelector } = flags;
  const options = await toOptions(module, flags);
  if (canary === undefined && canarySelector === undefined) return createManifest(await verify(options, flags, output));
  if (canary === undefined || canarySelector === undefined) {
    const [given, missing] =
      canary === undefined ? ["--canary-selector", "--canary"] : ["--canary", "--canary-selector"];
    throw new ToolError("ERR_USAGE", `${given} is there without ${missing}`, { hint: "give both of them" });
  }
  const stable = await verify({ module }, flags, output);
  const next = await verify({ module: canary }, flags, output, "--canary");
  return createCanary({ ...options, module: stable.module, canary: next.module, canarySelector });
}

/** What variables say of other manifests is no mistake here. */
function refuseBesideRollback(module: string | undefined, flags: Flags, command: Command): void {
  const heeded = ["json", "rollback", "output", "out", "chartVersion", "force", "dryRun", "diff"];
  const [idle] = Object.keys(flags).filter(
    (key) => !heeded.includes(key) && command.getOptionValueSource(key) !== "env",
  );
  if (module === undefined && idle === undefined) return;
  const what = module === undefined ? `--${idle?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` : "MODULE";
  throw new ToolError("ERR_USAGE", `${what} means nothing to --rollback`, {
    hint: "take it out: the file says all that the objects were",
  });
}

/** The chain of a file, with what flags and variables say in the place of what it says, for all plugins or for one. */
async function chainOf(flags: Flags, command: Command, output: Output): Promise<Manifest> {
  const { CONFIG_FILES, createChain, findConfig, readChain } = await import("../../manifest/index.js");
  const { file = findConfig(), name, config, rootId, url, sha256, priority, ...others } = flags;
  const { signedFor, canary, canarySelector, ...common } = others;
  const ofOne = {
    "--name": name,
    "--config": config,
    "--root-id": rootId,
    "--url": url,
    "--sha256": sha256,
    "--priority": priority,
    "--signed-for": signedFor,
    "--canary": canary ?? canarySelector,
  };
  for (const [flag, value] of Object.entries(ofOne)) {
    if (value === undefined) continue;
    throw new ToolError("ERR_USAGE", `${givenAs(command, flag)} is for one plugin, and no MODULE is given`, {
      hint: "give a MODULE, or say it for a plugin of the file",
    });
  }
  if (file === null) {
    throw new ToolError("ERR_USAGE", `MODULE is missing, and there is no ${CONFIG_FILES.join(" or ")} here`, {
      hint: "give a module's file, its URL or its image reference, or a chain with --file",
    });
  }
  const { plugins: described, ...chain } = await readChain(file);
  const { module: _module, kinds, ...options } = await toOptions("", { ...common, kind: flags.kind ?? chain.kinds });
  const plugins: ChainOptions["plugins"][number][] = [];
  for (const [index, plugin] of described.entries()) {
    plugins.push(await verify({ ...plugin, ...options }, flags, output, `plugins[${index}].module`));
  }
  return createChain({ ...chain, kinds, plugins });
}

/** What is made is of what verified, wherever a tag leads by then; the same plugin when nobody asked. */
async function verify<T extends ChainOptions["plugins"][number]>(
  plugin: T,
  flags: Flags,
  output: Output,
  where = "MODULE",
): Promise<T> {
  const { verifyKey, signedFor } = flags;
  if (verifyKey === undefined) {
    if (signedFor === undefined && flags.insecure === undefined) return plugin;
    throw new ToolError("ERR_USAGE", `${signedFor === undefined ? "--insecure" : "--signed-for"} is for --verify-key`, {
      hint: "give the key with --verify-key: nothing is fetched without it",
    });
  }
  const { readPublicKey } = await import("../../sign/keys.js");
  const { pinVerified } = await import("../verified-module.js");
  const key = await readPublicKey(verifyKey, "--verify-key");
  return pinVerified(plugin, key, { ...toRegistryAccess(flags, output), signedFor }, where);
}

async function toOptions(module: string, flags: Flags): Promise<ManifestOptions> {
  if (flags.kind === undefined) {
    throw new ToolError("ERR_USAGE", "--kind is missing", { hint: `name one of ${MANIFEST_KINDS.join(", ")}` });
  }
  const {
    kind,
    file: _file,
    output: _output,
    out: _out,
    chartVersion: _chartVersion,
    force: _force,
    dryRun: _dryRun,
    diff: _diff,
    config,
    cluster,
    existingCluster,
    timeout,
    env,
    hostEnv,
    targetRef,
    unrestricted,
    inline,
    createNamespace,
    callout,
    statsTags,
    route,
    verifyKey: _verifyKey,
    signedFor: _signedFor,
    insecure: _insecure,
    canary: _canary,
    canarySelector: _canarySelector,
    previous: _previous,
    rollback: _rollback,
    ...same
  } = flags;
  const { readConfiguration } = await import("../../read-configuration.js");
  return {
    ...same,
    module,
    kinds: kind,
    ...(config === undefined ? {} : { configuration: (await readConfiguration(config)) as JsonValue }),
    ...(cluster === undefined ? {} : { cluster: { name: cluster } }),
    ...(existingCluster === undefined ? {} : { cluster: { name: existingCluster, isExisting: true } }),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    ...(env === undefined ? {} : { environment: env }),
    ...(hostEnv === undefined ? {} : { hostEnvironment: hostEnv }),
    ...(targetRef === undefined ? {} : { targetRefs: targetRef }),
    ...(callout === undefined ? {} : { callouts: callout }),
    ...(statsTags === undefined ? {} : { hasStatsTags: true }),
    ...(route === undefined ? {} : { routes: route }),
    ...(createNamespace === undefined ? {} : { hasNamespace: true }),
    ...(inline === undefined ? {} : { form: "inline" }),
    ...(unrestricted === undefined ? {} : { isUnrestricted: unrestricted }),
  };
}
