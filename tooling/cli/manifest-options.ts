import { type Command, Option } from "commander";
import {
  DEFAULT_LISTEN_PORT,
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
  REGISTRY_STORAGES,
} from "../../istio/index.js";
import { DEFAULT_NAMESPACE, MANIFEST_KINDS, VM_POLICIES } from "../manifest/options.js";
import { keyValues, list, nonEmpty, port } from "./arguments.js";
import { duration, targetReferences, wholeNumber } from "./manifest-arguments.js";
import { withOutputOptions } from "./manifest-output.js";
import { withRegistryOptions } from "./registry-arguments.js";
import { configOption, kindOption, verifyKeyOption } from "./shared-options.js";
import { withSignerOptions } from "./signer.js";

/** Adds the options of `sluice manifest`, in the order in which its help lists them. */
export function withManifestOptions(command: Command): Command {
  command
    .addOption(kindOption(`${MANIFEST_KINDS.join(", ")}; several with commas or by repeating`))
    .addOption(
      new Option("--target <release>", `oldest Istio that must take it (default: ${DEFAULT_TARGET})`).choices(
        ISTIO_TARGETS,
      ),
    )
    .option("--file <path>", "a chain of plugins (default: sluice.config.ts or .json)", nonEmpty)
    .option("--name <name>", "name of the object (default: the module's)", nonEmpty)
    .option("--namespace <name>", `namespace (default: ${DEFAULT_NAMESPACE} for Istio)`, nonEmpty)
    .addOption(configOption())
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
    .option("--patch-name <name>", `name of the filter (default: ${DEFAULT_PATCH_NAME})`, nonEmpty)
    .addOption(new Option("--context <context>", "which proxies (default: GATEWAY)").choices(PATCH_CONTEXTS))
    .option("--cluster <name>", "the cluster that is added for the module's URL", nonEmpty)
    .addOption(
      new Option("--existing-cluster <name>", "a cluster that the proxy has already")
        .conflicts("cluster")
        .argParser(nonEmpty),
    )
    .option("--timeout <seconds>", `for the module's fetch, e.g. 10s (default: ${DEFAULT_TIMEOUT_SECONDS}s)`, duration)
    .option("--route <name>", "EnvoyFilter, Envoy: only the requests of this route; may be repeated", list)
    .option("--vm-id <id>", "VM and shared data in common with plugins of the same id", nonEmpty)
    .option("--allow-on-headers-stop-iteration", "headers may wait for the body (Istio 1.28)")
    .option("--extension-file <path>", "Envoy: watch this file, made by --kind EnvoyExtension", nonEmpty)
    .option("--upstream <url>", "Envoy: a whole bootstrap, with the plugin in front of http[s]://HOST[:PORT]", nonEmpty)
    .option("--listen-port <number>", `of that bootstrap (default: ${DEFAULT_LISTEN_PORT})`, port)
    .option("--unrestricted", "leave out the capability restriction computed from the module")
    .optionsGroup("registry:")
    .option("--registry-name <name>", "name of its objects (default: NAME-registry)", nonEmpty)
    .option("--registry-image <image>", `an nginx (default: ${DEFAULT_REGISTRY_IMAGE})`, nonEmpty)
    .addOption(
      new Option("--registry-storage <kind>", "what holds the module; a ConfigMap up to 1 MiB (default)").choices(
        REGISTRY_STORAGES,
      ),
    )
    .option("--registry-storage-class <name>", "of the claim, with ReadWriteMany (default: the cluster's)", nonEmpty)
    .option("--replicas <number>", "pods that serve the module (default: 2)", wholeNumber)
    .option("--create-namespace", "make the namespace too: who deletes the manifest deletes it")
    .optionsGroup("Revisions:")
    .option("--canary <module>", "the next revision, beside this one on workloads of its own", nonEmpty)
    .option(
      "--canary-selector <k=v>",
      "label of its workloads, of which --selector has one too; may be repeated",
      keyValues,
    )
    .option("--canary-sha256 <hex>", "as --sha256, of the next revision", nonEmpty)
    .option("--previous <path>", "objects as they are now: the new ones remember them for --rollback", nonEmpty)
    .option("--rollback <path>", "print the objects of this file as they were before, and nothing new", nonEmpty);
  const key = verifyKeyOption("ECDSA P-256 public key that must have signed the image, whose digest is pinned");
  return withOutputOptions(withRegistryOptions(withSignerOptions(command, key)));
}
