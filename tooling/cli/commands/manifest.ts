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
import { DEFAULT_NAMESPACE, MANIFEST_KINDS, type ManifestKind, type ManifestOptions } from "../../manifest/options.js";
import { ToolError } from "../../error.js";
import { readInput } from "../../read-input.js";
import type { Manifest } from "../../manifest/index.js";
import { list, nonEmpty } from "../arguments.js";
import { givenAs, withEnvironment } from "../environment.js";
import { keyValues, kinds, seconds, targetReferences, wholeNumber } from "../manifest-arguments.js";
import { createOutput } from "../output.js";

/** What commander hands over: the options of the library, but for those that two flags share or that must be read. */
interface Flags extends Omit<ManifestOptions, "module" | "kinds" | "configuration" | "cluster" | "form"> {
  readonly kind?: readonly ManifestKind[];
  readonly file?: string;
  readonly diff?: string;
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
}

/** `sluice manifest MODULE|OCI-REF --kind KIND…` */
export function manifestCommand(): Command {
  return withEnvironment(describeManifest());
}

function describeManifest(): Command {
  return new Command("manifest")
    .description("make the Kubernetes objects that run a plugin, or the files for a plain Envoy, as YAML documents")
    .argument("[module]", "the module's file, its URL, or its image reference; without it, see --file", nonEmpty)
    .option("--kind <kinds>", `${MANIFEST_KINDS.join(", ")}; several with commas or by repeating`, kinds)
    .addOption(
      new Option("--target <release>", `oldest Istio that must take it (default: ${DEFAULT_TARGET})`).choices(
        ISTIO_TARGETS,
      ),
    )
    .option("--file <path>", "a chain of plugins (default: sluice.config.ts or .json)", nonEmpty)
    .option(
      "--diff <path>",
      "say what applying would change in the objects of this file, and print no manifest",
      nonEmpty,
    )
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
    .option("--vm-id <id>", "VM and shared data in common with plugins of the same id", nonEmpty)
    .option("--allow-on-headers-stop-iteration", "headers may wait for the body (Istio 1.28)")
    .option("--extension-file <path>", "Envoy: watch this file, made by --kind EnvoyExtension", nonEmpty)
    .option("--unrestricted", "leave out the capability restriction computed from the module")
    .optionsGroup("registry:")
    .option("--registry-name <name>", "name of its objects (default: NAME-registry)", nonEmpty)
    .option("--registry-image <image>", `an nginx (default: ${DEFAULT_REGISTRY_IMAGE})`, nonEmpty)
    .option("--replicas <number>", "pods that serve the module (default: 2)", wholeNumber)
    .option("--create-namespace", "make the namespace too: who deletes the manifest deletes it")
    .action(async (module: string | undefined, flags: Flags, command: Command) => {
      const output = createOutput(command);
      if (module !== undefined && flags.file !== undefined) {
        throw new ToolError("ERR_USAGE", `${givenAs(command, "--file")} describes a chain, and MODULE is one plugin`, {
          hint: "give one of them",
        });
      }
      const { createManifest, toYaml } = await import("../../manifest/index.js");
      const { objects, fragment, notes } =
        module === undefined ? await chainOf(flags, command) : await createManifest(await toOptions(module, flags));
      for (const note of notes) output.note(`note: ${note}`);
      if (flags.diff !== undefined) {
        const { diffObjects } = await import("../../manifest/index.js");
        const text = (await readInput(flags.diff, "--diff")).toString("utf8");
        const found = diffObjects(objects, flags.diff, text);
        const lines = found.map(({ object, path, change }) => `${change}  ${object} ${path}`.trimEnd());
        output.result({ differences: found }, lines.length === 0 ? "no difference" : lines.join("\n"));
      } else if (fragment !== null) output.result(fragment, toYaml([fragment]));
      else output.result({ apiVersion: "v1", kind: "List", items: objects }, toYaml(objects));
    });
}

/** The chain of a file, with what flags and variables say in the place of what it says, for all plugins or for one. */
async function chainOf(flags: Flags, command: Command): Promise<Manifest> {
  const { CONFIG_FILES, createChain, findConfig, readChain } = await import("../../manifest/index.js");
  const { file = findConfig(), name, config, rootId, ...common } = flags;
  for (const [flag, value] of Object.entries({ "--name": name, "--config": config, "--root-id": rootId })) {
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
  const { plugins, ...chain } = await readChain(file);
  const { module: _module, kinds, ...options } = await toOptions("", { ...common, kind: flags.kind ?? chain.kinds });
  return createChain({ ...chain, kinds, plugins: plugins.map((plugin) => ({ ...plugin, ...options })) });
}

async function toOptions(module: string, flags: Flags): Promise<ManifestOptions> {
  if (flags.kind === undefined) {
    throw new ToolError("ERR_USAGE", "--kind is missing", { hint: `name one of ${MANIFEST_KINDS.join(", ")}` });
  }
  const {
    kind,
    file: _file,
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
    ...(createNamespace === undefined ? {} : { hasNamespace: true }),
    ...(inline === undefined ? {} : { form: "inline" }),
    ...(unrestricted === undefined ? {} : { isUnrestricted: unrestricted }),
  };
}
