import { Command, Option } from "commander";
import {
  DEFAULT_PATCH_NAME,
  DEFAULT_PRIORITY,
  DEFAULT_REGISTRY_IMAGE,
  DEFAULT_TIMEOUT_SECONDS,
  FAIL_STRATEGIES,
  IMAGE_PULL_POLICIES,
  PATCH_CONTEXTS,
  PHASES,
  type JsonValue,
} from "../../../istio/index.js";
import { DEFAULT_NAMESPACE, type ManifestKind, type ManifestOptions } from "../../manifest/options.js";
import { list, nonEmpty } from "../arguments.js";
import { keyValues, kinds, seconds, targetReferences, wholeNumber } from "../manifest-arguments.js";
import { createOutput } from "../output.js";

/** What commander hands over: the options of the library, but for those that two flags share or that must be read. */
interface Flags extends Omit<ManifestOptions, "module" | "kinds" | "configuration" | "cluster"> {
  readonly kind: readonly ManifestKind[];
  readonly config?: string;
  readonly cluster?: string;
  readonly existingCluster?: string;
  readonly timeout?: number;
  readonly env?: Record<string, string>;
  readonly hostEnv?: string[];
  readonly targetRef?: ManifestOptions["targetRefs"];
  readonly unrestricted?: true;
}

/** `sluice manifest MODULE|OCI-REF --kind KIND…` */
export function manifestCommand(): Command {
  return new Command("manifest")
    .description("make the Kubernetes objects that run a plugin, as YAML documents")
    .argument("<module>", "the module's file, its URL, or its image reference", nonEmpty)
    .requiredOption("--kind <kinds>", "WasmPlugin, EnvoyFilter, registry; several with commas or by repeating", kinds)
    .option("--name <name>", "name of the object (default: the module's)", nonEmpty)
    .option("--namespace <name>", `namespace (default: ${DEFAULT_NAMESPACE})`, nonEmpty)
    .option("--config <json>", "the plugin's configuration: a JSON object or a file of JSON", nonEmpty)
    .option("--root-id <id>", "the plugin of the module that runs (default: its only one)", nonEmpty)
    .option("--url <url>", "where proxies get the module (default: MODULE, or the registry)", nonEmpty)
    .option("--sha256 <hex>", "digest of the module, or of the image manifest for oci://", nonEmpty)
    .option("--selector <k=v>", "label of the workloads; may be repeated", keyValues)
    .option("--target-ref <kind/name>", "Gateway/NAME or KIND.GROUP/NAME; may be repeated", targetReferences)
    .option("--priority <number>", `order among plugins (default: ${DEFAULT_PRIORITY})`, wholeNumber)
    .addOption(new Option("--fail-strategy <strategy>", "when the plugin fails").choices(FAIL_STRATEGIES))
    .option("--env <k=v>", "environment variable of the VM; may be repeated", keyValues)
    .option("--host-env <name>", "proxy's variable that the VM may see; may be repeated", list)
    .optionsGroup("WasmPlugin:")
    .addOption(new Option("--phase <phase>", "where in Istio's chain").choices(PHASES))
    .addOption(new Option("--image-pull-policy <policy>", "when to pull again").choices(IMAGE_PULL_POLICIES))
    .option("--image-pull-secret <name>", "Secret with the registry's credentials", nonEmpty)
    .optionsGroup("EnvoyFilter:")
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
    .option("--unrestricted", "leave out the capability restriction computed from the module")
    .optionsGroup("registry:")
    .option("--registry-name <name>", "name of its objects (default: NAME-registry)", nonEmpty)
    .option("--registry-image <image>", `an nginx (default: ${DEFAULT_REGISTRY_IMAGE})`, nonEmpty)
    .option("--replicas <number>", "pods that serve the module (default: 2)", wholeNumber)
    .action(async (module: string, flags: Flags, command: Command) => {
      const output = createOutput(command);
      const { createManifest, toYaml } = await import("../../manifest/index.js");
      const { objects, notes } = await createManifest(await toOptions(module, flags));
      for (const note of notes) output.note(`note: ${note}`);
      output.result({ apiVersion: "v1", kind: "List", items: objects }, toYaml(objects));
    });
}

async function toOptions(module: string, flags: Flags): Promise<ManifestOptions> {
  const { kind, config, cluster, existingCluster, timeout, env, hostEnv, targetRef, unrestricted, ...same } = flags;
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
    ...(unrestricted === undefined ? {} : { isUnrestricted: unrestricted }),
  };
}
